import type { Json, JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired, Finding, Normalised } from '../provider.ts';
import { isOffByDefault } from './default-off.ts';
import { atLeast, limitsOf } from './limits.ts';
import { eventIds } from './event-ids.ts';
import { plainPath } from './wire.ts';

/** Names become ids, users and paths get one spelling; what this release would refuse is found here. */
export function normalise({ spec }: Desired, live: Observation): Normalised {
  const document: Record<string, Json> = { ...spec };
  const findings: Finding[] = releaseFindings(spec, live);
  if (typeof spec.logPath === 'string') document.logPath = plainPath(spec.logPath);
  if (Array.isArray(spec.disabledUsers)) document.disabledUsers = [...new Set((spec.disabledUsers as readonly string[]).map(plainUser))].sort();
  // A release without pruning keeps everything, which is what 0 asks for.
  if (spec.pruneAge === 0 && !atLeast(limitsOf(live).version, 7, 2, 4)) delete document.pruneAge;
  const { descriptors } = limitsOf(live);
  if (spec.disabled === null) document.disabled = (descriptors ?? []).filter(isOffByDefault).map(({ id }) => id).sort((left, right) => left - right);
  else if (Array.isArray(spec.disabled)) {
    const found = eventIds(spec.disabled as readonly (number | string)[], descriptors ?? [], releaseOf(live));
    document.disabled = found.ids;
    findings.push(...found.findings);
  }
  return { document, origins: {}, findings };
}

/** The web console's word for local users, which the API refuses. */
function plainUser(user: string): string {
  return user.replace(/\/couchbase$/, '/local');
}

function releaseFindings(spec: JsonObject, live: Observation): Finding[] {
  const { version } = limitsOf(live);
  const findings: Finding[] = [];
  const refuse = (path: string, message: string, fix: string) => findings.push({ code: 'AF402', severity: 'error', message: `${message} (release ${releaseOf(live)}).`, path, fix });
  if (typeof spec.pruneAge === 'number' && spec.pruneAge > 0 && !atLeast(version, 7, 2, 4)) refuse('/spec/pruneAge', 'pruneAge exists from release 7.2.4', 'Remove pruneAge, or upgrade the cluster.');
  if (typeof spec.rotateSize === 'number' && spec.rotateSize < 1_048_576 && version.length > 0 && atLeast(version, 8, 0)) refuse('/spec/rotateSize', 'rotateSize is 1048576 at least from release 8.0', 'Write 1048576 or more.');
  const users = (spec.disabledUsers ?? []) as readonly string[];
  if (users.some((user) => user.endsWith('/unknown')) && !atLeast(version, 7, 6)) refuse('/spec/disabledUsers', 'The domain unknown exists from release 7.6', 'Remove these users, or upgrade the cluster.');
  if (users.includes('@backup/local') && !atLeast(version, 7, 0)) refuse('/spec/disabledUsers', 'The user @backup exists from release 7.0', 'Remove it, or upgrade the cluster.');
  return findings;
}

function releaseOf(live: Observation): string {
  return limitsOf(live).version.join('.') || 'unknown';
}
