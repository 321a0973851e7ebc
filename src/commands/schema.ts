import { type ExitCode, exitCode } from '../exit-code.ts';
import { schemas } from '../schema/generated/schemas.ts';
import { allKinds, kindEntry } from '../schema/kinds.ts';
import { nearest } from '../model/nearest.ts';
import type { CommandContext } from './command-context.ts';
import { usageError } from './usage-error.ts';
import { json } from './write-output.ts';

/** Prints one kind's JSON Schema, or one for all kinds, complete in itself. */
export async function schemaCommand(context: CommandContext, kind: string | undefined): Promise<ExitCode> {
  context.stdout(json(kind === undefined ? anyKind() : oneKind(kind)));
  return exitCode.done;
}

function oneKind(kind: string): Record<string, unknown> {
  const entry = kindEntry(kind) ?? usageError(`There is no kind ${kind}. ${hint(kind)}`);
  const schema = schemas[entry.schema]!;
  return { ...schema, $defs: { ...(schema.$defs as object | undefined), ...bundled(entry.schema) } };
}

function anyKind(): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:auditform:v1',
    title: 'auditform manifest',
    oneOf: allKinds.map((kind) => ({ $ref: kindEntry(kind)!.schema })),
    $defs: bundled(''),
  };
}

/** The schemas that references lead to, each under its own $id, so that nothing has to be fetched. */
function bundled(except: string): Record<string, unknown> {
  const wanted = except === '' ? allKinds.map((kind) => kindEntry(kind)!.schema) : [];
  const ids = new Set([...wanted, 'urn:auditform:v1:manifest', 'urn:auditform:v1:connection']);
  ids.delete(except);
  return Object.fromEntries([...ids].map((id) => [id, schemas[id]]));
}

function hint(kind: string): string {
  const near = nearest(kind, allKinds);
  return near === null ? `Kinds: ${allKinds.join(', ')}.` : `Did you mean ${near}?`;
}
