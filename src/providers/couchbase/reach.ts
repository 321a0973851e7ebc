import type { HttpClient } from '../../http/http-client.ts';
import { tokens } from '../../model/pointer.ts';
import type { Delta, Finding } from '../provider.ts';
import { localUserExists } from './api.ts';
import { isDataEvent, isOffByDefault } from './default-off.ts';
import { limitsOf } from './limits.ts';

/** Events that begin to be recorded, and users that the vendor will look for. */
export async function reach(http: HttpClient, delta: Delta): Promise<Finding[]> {
  const begins = delta.changes.filter(({ path, after }) => path.startsWith('/disabled/') && after === null).map(({ path }) => Number(tokens(path)[1]));
  return [...newEvents(delta, begins), ...dataEvents(begins), ...(await missingUsers(http, delta))];
}

/** Events off by default that the manifest does not list: after an upgrade these are new ones nobody decided on. */
function newEvents(delta: Delta, begins: readonly number[]): Finding[] {
  const named = (limitsOf(delta.live).descriptors ?? []).filter((event) => begins.includes(event.id) && isOffByDefault(event));
  if (named.length === 0) return [];
  const list = named.map(({ id, module, name }) => `${id} (${module}/${name})`).join(', ');
  return [{ code: 'AF405', severity: 'note', message: `Off by default, and not listed in disabled, so they will be recorded: ${list}.`, path: '/spec/disabled', fix: 'List them in disabled if that is not meant.' }];
}

function dataEvents(begins: readonly number[]): Finding[] {
  const costly = begins.filter(isDataEvent);
  if (costly.length === 0) return [];
  return [{ code: 'AF408', severity: 'warning', message: `Events that come with every document or statement will be recorded: ${costly.join(', ')}. Expect volume.`, path: '/spec/disabled', fix: null }];
}

/** A write that names a local user who does not exist is refused whole. */
async function missingUsers(http: HttpClient, { changes, document }: Delta): Promise<Finding[]> {
  if (!changes.some(({ path }) => path.startsWith('/disabledUsers'))) return [];
  const local = ((document.disabledUsers ?? []) as readonly string[]).filter((user) => user.endsWith('/local') && !user.startsWith('@'));
  const findings: Finding[] = [];
  for (const user of local) {
    if ((await localUserExists(http, user.slice(0, -'/local'.length))) !== false) continue;
    findings.push({ code: 'AF402', severity: 'error', message: `There is no local user ${user}.`, path: '/spec/disabledUsers', fix: 'Remove the user, or create it first.' });
  }
  return findings;
}
