import { equal, type Json, type JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import { type JsonPointer, pointer } from '../../model/pointer.ts';
import type { Desired, Finding, Normalised } from '../provider.ts';
import { isOffByDefault } from './default-off.ts';
import { eventsLike, type ResolvedEvents, resolveEvents, writtenEvents } from './event-ids.ts';
import { error, listed, note } from './finding.ts';
import { limitsOf } from './limits.ts';
import { isBefore, isFrom, spelled } from './release.ts';
import { plainPath, plainUser, sortedIds, sortedUsers } from './spelling.ts';

const MIB = 1_048_576;

/** Names become ids; users, paths and lists get one spelling; what this release would refuse is found here. */
export function normalise({ spec }: Desired, live: Observation): Normalised {
  const events = wantedEvents(spec, live);
  const document: Record<string, Json> = {
    ...spec,
    ...(typeof spec.logPath === 'string' ? { logPath: plainPath(spec.logPath) } : {}),
    ...(spec.disabledUsers === undefined ? {} : { disabledUsers: sortedUsers(writtenUsers(spec)) }),
    ...(spec.disabled === undefined ? {} : { disabled: events.events }),
  };
  const unlisted = spec.disabled !== undefined && limitsOf(live).descriptors === null ? [uncheckedIds] : [];
  const moved = events.findings.length === 0 ? catalogueMoved(document, live) : [];
  const findings = [...events.findings, ...releaseFindings(document, live), ...moved, ...unlisted];
  return { document, origins: origins(spec, events), findings, labels: eventNames(document, live) };
}

/** Members that the manifest spells otherwise than the normal form. */
function origins(spec: JsonObject, { writtenAt }: ResolvedEvents): Record<JsonPointer, JsonPointer> {
  const users = writtenUsers(spec).map((user, index) => [plainUser(user), user, index] as const);
  return Object.fromEntries([
    ...[...writtenAt].map(([id, index]) => [pointer('disabled', id), pointer('spec', 'disabled', index)]),
    ...users
      .filter(([plain, user]) => plain !== user)
      .map(([plain, , index]) => [pointer('disabledUsers', plain), pointer('spec', 'disabledUsers', index)]),
  ]);
}

/** Ids say nothing to people, and what an id means is promised nowhere: the name goes with it. */
function eventNames({ disabled }: JsonObject, live: Observation): Record<JsonPointer, string> {
  if (disabled === undefined) return {};
  const named = limitsOf(live).descriptors ?? [];
  const ids = new Set([disabled, live.document?.disabled].flat());
  const told = named.filter(({ id }) => ids.has(id));
  return Object.fromEntries(told.map(({ id, module, name }) => [pointer('disabled', id), `${module}/${name}`]));
}

const uncheckedIds = note(
  'AF406',
  '/spec/disabled',
  'The cluster does not show its list of events to this user, so the ids are compared as they are and the server will judge them.',
  'Check that GET /settings/audit/descriptors answers.',
);

function writtenUsers({ disabledUsers }: JsonObject): readonly string[] {
  return Array.isArray(disabledUsers) ? (disabledUsers as readonly string[]) : [];
}

/** Null is the state of a cluster that nobody touched: the default-off events that this release has. */
function wantedEvents({ disabled }: JsonObject, live: Observation): ResolvedEvents {
  const limits = limitsOf(live);
  const off = live.document?.disabled;
  if (disabled !== null) return resolveEvents(writtenEvents(disabled), limits, Array.isArray(off) ? off : []);
  const events = (limits.descriptors ?? []).filter(isOffByDefault);
  return { events: sortedIds(events.map(({ id }) => id)), writtenAt: new Map(), findings: [] };
}

/** Values that stand there already are never sent, so an old one may stay. */
function releaseFindings(document: JsonObject, live: Observation): Finding[] {
  const { lowest, highest } = limitsOf(live);
  const { pruneAge, rotateSize } = document;
  const found: Finding[] = [];
  if (typeof pruneAge === 'number' && pruneAge > 0 && isBefore(lowest, 7, 2, 4)) {
    const message = `pruneAge exists from release 7.2.4, and this is ${spelled(lowest)}, which keeps rotated logs for ever.`;
    found.push(error('AF402', '/spec/pruneAge', message, 'Remove pruneAge, or upgrade the cluster.'));
  }
  const kept = equal(rotateSize, live.document?.rotateSize);
  if (typeof rotateSize === 'number' && rotateSize < MIB && !kept && isFrom(highest, 8, 0)) {
    const message = `rotateSize is ${MIB} at least from release 8.0, and this is ${spelled(highest)}.`;
    found.push(error('AF402', '/spec/rotateSize', message, `Write ${MIB} or more.`));
  }
  return [...found, ...userFindings(document, live)];
}

function userFindings(document: JsonObject, live: Observation): Finding[] {
  const { lowest } = limitsOf(live);
  const kept = writtenUsers(live.document ?? {});
  const added = writtenUsers(document).filter((user) => !kept.includes(user));
  const strangers = added.filter((user) => user.endsWith('/unknown'));
  const found: Finding[] = [];
  const path = '/spec/disabledUsers';
  if (strangers.length > 0 && isBefore(lowest, 7, 6)) {
    const message = `The domain unknown exists from release 7.6, and this is ${spelled(lowest)}: ${listed(strangers)}.`;
    found.push(error('AF402', path, message, 'Remove these users, or upgrade the cluster.'));
  }
  if (added.includes('@backup/local') && isBefore(lowest, 7, 0)) {
    const message = `The user @backup exists from release 7.0, and this is ${spelled(lowest)}.`;
    found.push(error('AF402', path, message, 'Remove @backup/local, or upgrade the cluster.'));
  }
  return found;
}

/** An upgrade brings events that are off although nobody wrote them, and `disabled` is the whole set: they would be switched on. */
function catalogueMoved({ disabled }: JsonObject, live: Observation): Finding[] {
  const now = live.document?.disabled;
  if (!Array.isArray(disabled) || !Array.isArray(now)) return [];
  const { descriptors } = limitsOf(live);
  const wanted = new Set(disabled as readonly Json[]);
  const news = (now as readonly number[])
    .filter((id) => !wanted.has(id))
    .map((id) => eventsLike(id, descriptors ?? [])[0] ?? { id, module: '', name: '' })
    .filter(isOffByDefault);
  if (news.length === 0) return [];
  const names = listed(news.map(({ id, module, name }) => (module === '' ? id : `${id} (${module}/${name})`)));
  const message = `Off by default and not in disabled, so they would start to be recorded: ${names}. An upgrade adds such events without anybody writing them.`;
  return [note('AF405', '/spec/disabled', message, 'List them in disabled too if they are to stay off.')];
}
