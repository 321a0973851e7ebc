import type { HttpClient } from '../../http/http-client.ts';
import type { Json } from '../../model/json.ts';
import { tokens } from '../../model/pointer.ts';
import type { Delta, Finding } from '../provider.ts';
import { findDescriptors, localUserExists } from './api.ts';
import { isDataEvent } from './default-off.ts';
import { error, listed, note, warning } from './finding.ts';
import { limitsOf } from './limits.ts';
import type { Descriptor } from './wire.ts';

/** The server's own users (ns_config_default): they are not in its list of local users. */
const internal = new Set([
  '@ns_server',
  '@cbq-engine',
  '@projector',
  '@goxdcr',
  '@index',
  '@fts',
  '@eventing',
  '@cbas',
  '@backup',
]);
/** Where the list of events is not to be had, these tell of documents and statements. */
const tellingEvents = [20_488, 20_490, 20_491, 28_672];

/** Volume that comes with the change, and local users that the vendor will look for. */
export async function reach(http: HttpClient, delta: Delta): Promise<Finding[]> {
  return [...volume(delta, await catalogueOf(http, delta)), ...(await missingUsers(http, delta))];
}

/** Read anew only where auditing as a whole goes on and the manifest leaves the events alone. */
async function catalogueOf(http: HttpClient, delta: Delta): Promise<readonly Descriptor[] | null> {
  const known = limitsOf(delta.live).descriptors;
  return known === null && isSwitchedOn(delta) ? findDescriptors(http) : known;
}

function isSwitchedOn({ changes }: Delta): boolean {
  return changes.some(({ path, after }) => path === '/auditdEnabled' && after === true);
}

function volume(delta: Delta, events: readonly Descriptor[] | null): Finding[] {
  // Nothing is recorded while auditing is off.
  if (!(delta.document.auditdEnabled ?? delta.live.document?.auditdEnabled)) return [];
  const begins = startingEvents(delta, events).filter(isDataEvent);
  if (begins.length === 0) return [];
  const names = new Map(events?.map(({ id, module, name }) => [id, `${id} (${module}/${name})`]));
  const message = `Events that come with every document or statement will be recorded: ${listed(begins.map((id) => names.get(id) ?? String(id)))}. Expect many records, less speed and faster rotation.`;
  return [warning('AF408', '/spec/disabled', message, 'List them in disabled if that is not meant.')];
}

function startingEvents(delta: Delta, known: readonly Descriptor[] | null): number[] {
  const { changes, document, live } = delta;
  if (!isSwitchedOn(delta)) {
    const gone = changes.filter(({ path, after }) => path.startsWith('/disabled/') && after === null);
    return gone.map(({ path }) => Number(tokens(path)[1]));
  }
  const off = new Set<Json>((document.disabled ?? live.document?.disabled ?? []) as readonly Json[]);
  const events = known?.map(({ id }) => id) ?? tellingEvents;
  return events.filter((id) => !off.has(id));
}

/** The list is sent whole, and one local user who does not exist has all of it refused. */
async function missingUsers(http: HttpClient, { changes, document }: Delta): Promise<Finding[]> {
  if (!changes.some(({ path }) => path === '/disabledUsers' || path.startsWith('/disabledUsers/'))) return [];
  const users = (document.disabledUsers ?? []) as readonly string[];
  const names = users.filter((user) => user.endsWith('/local')).map((user) => user.slice(0, -'/local'.length));
  const ordinary = names.filter((name) => !internal.has(name));
  const exist = await Promise.all(ordinary.map((name) => localUserExists(http, name)));
  const path = '/spec/disabledUsers';
  const gone = ordinary.filter((_, index) => exist[index] === false);
  const unseen = ordinary.filter((_, index) => exist[index] === null);
  return [
    ...gone.map((name) => {
      const fix = name.startsWith('@')
        ? `Internal users are ${[...internal].join(', ')}.`
        : 'Create the user first, or remove it. The built-in administrator is not a local user and cannot be listed.';
      return error('AF402', path, `There is no local user ${name}, and the server refuses a list that names one.`, fix);
    }),
    ...(unseen.length === 0
      ? []
      : [
          note(
            'AF406',
            path,
            `Whether these local users exist could not be looked up, so the server will judge: ${listed(unseen)}.`,
            'Check that they exist, spelled alike: one that does not has the whole list refused.',
          ),
        ]),
  ];
}
