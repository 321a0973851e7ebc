import { stringify } from 'yaml';
import { createSessions } from '../connection/create-sessions.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import type { Json } from '../model/json.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import { load } from '../pipeline/load.ts';
import { connectionOf } from '../pipeline/resolve-connection.ts';
import { validate } from '../pipeline/validate.ts';
import { providers } from '../providers/index.ts';
import { isProviderError } from '../providers/provider-error.ts';
import { API_VERSION } from '../schema/kinds.ts';
import type { CommandContext } from './command-context.ts';
import { commonOptions, type RawOptions } from './common-options.ts';
import { placeOf } from './place-of.ts';
import { reportProblems } from './report-problems.ts';
import { runSettings } from './run-settings.ts';

/** Prints manifests for what exists behind every Connection below the paths; planning them changes nothing. */
export async function discoverCommand(
  context: CommandContext,
  paths: readonly string[],
  raw: RawOptions,
): Promise<ExitCode> {
  const options = commonOptions(raw, context.env);
  const loaded = load(paths.length === 0 ? ['.'] : paths);
  const validated = validate(loaded.documents);
  const settings = await runSettings(validated.projects, options);
  const problems: Problem[] = [...loaded.problems, ...validated.problems, ...settings.problems];
  // Silence would read as "nothing is there".
  if (validated.connections.length === 0 && !hasErrors(problems)) problems.push(noConnection(paths));
  if (hasErrors(problems)) {
    await reportProblems(context, { ...options, format: 'text' }, problems);
    return exitCode.error;
  }
  const sessions = createSessions({
    mode: 'read',
    env: context.env,
    secretsDirs: options.secretsDirs,
    signal: context.stop,
    settleMs: 0,
    hosts: settings.hosts,
  });
  try {
    for (const sourced of validated.connections) {
      const connection = connectionOf(sourced);
      const { kind } = providers.find(({ id }) => id === connection.system)!;
      try {
        const session = await sessions.of({ kind, connection });
        for await (const { name, target, spec } of session.discover()) {
          const manifest: Json = {
            apiVersion: API_VERSION,
            kind,
            metadata: { name },
            connection: connection.name,
            ...(Object.keys(target).length > 0 ? { target } : {}),
            spec,
          };
          context.stdout(`---\n${stringify(manifest)}`);
        }
      } catch (error) {
        if (!isProviderError(error)) throw error;
        problems.push({
          code: error.code,
          severity: 'error',
          message: `Connection ${connection.name}: ${error.message}`,
          at: sourced.source.locate('/spec'),
          fix: error.fix,
        });
      }
    }
  } finally {
    await sessions.close();
  }
  await reportProblems(context, { ...options, format: 'text' }, problems);
  return hasErrors(problems) ? exitCode.error : exitCode.done;
}

function noConnection(paths: readonly string[]): Problem {
  return {
    code: 'AF107',
    severity: 'error',
    message: `There is no Connection below ${paths.join(', ') || 'this folder'}, so nobody was asked.`,
    at: placeOf(paths),
    fix: 'Name a file or folder with documents of kind Connection; those within other manifests are not asked.',
  };
}
