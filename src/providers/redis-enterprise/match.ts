import type { Observation } from '../../model/observation.ts';
import { nearest } from '../../model/nearest.ts';
import type { JsonPointer } from '../../model/pointer.ts';
import type { Finding } from '../provider.ts';
import { type BdbItem, decides, hits, isAmongOthers, namesOne } from './covers.ts';
import { called, type Database, type DatabaseState, documentOf, isAudited, limitsOf } from './document.ts';
import { error, note, warning } from './finding.ts';
import { askedMode } from './wish.ts';

/** An item of the manifest with the one database it stands for. */
export interface Matched {
  readonly item: BdbItem;
  readonly live: Database;
  /** Where the item stands, such as `/spec/bdbs/0`. */
  readonly at: JsonPointer;
}

export interface Matches {
  /** Sorted by uid. */
  readonly matches: readonly Matched[];
  readonly findings: readonly Finding[];
}

/**
 * Finds the databases that the items name. A name is no identity at this vendor: none or several hits are errors
 * (AF305, AF307); a uid with another name is a recreated or renamed database (AF308).
 */
export function matchDatabases(items: readonly BdbItem[], live: Observation): Matches {
  const states = limitsOf(live).databases;
  const byUid = new Map((documentOf(live).bdbs ?? []).map((database) => [database.uid, database]));
  const findings: Finding[] = [];
  const matches = new Map<number, Matched>();
  items.forEach((item, index) => {
    const at = `/spec/bdbs/${index}`;
    const found = namesOne(item) ? one(item, at, states) : every(items, item, at, states, byUid);
    findings.push(...found.findings);
    for (const state of found.states) {
      const database = byUid.get(state.uid);
      if (matches.has(state.uid)) findings.push(twice(state, at));
      else if (database !== undefined) matches.set(state.uid, { item, live: database, at });
    }
  });
  return { matches: [...matches.values()].sort((left, right) => left.live.uid - right.live.uid), findings };
}

interface Found {
  readonly states: readonly DatabaseState[];
  readonly findings: readonly Finding[];
}

function one(item: BdbItem, at: JsonPointer, states: readonly DatabaseState[]): Found {
  const found = hits(item, states);
  const [state] = found;
  const problem =
    state === undefined
      ? missing(item, at, states)
      : found.length > 1
        ? ambiguous(item, at, found)
        : unfit(item, at, state);
  return problem === null ? { states: found, findings: [] } : { states: [], findings: [problem] };
}

function missing(item: BdbItem, at: JsonPointer, states: readonly DatabaseState[]): Finding {
  const byName = item.uid === undefined;
  const what = byName ? `named "${item.name}"` : `with uid ${item.uid}`;
  const similar = byName
    ? nearest(
        item.name ?? '',
        states.map(({ name }) => name),
      )
    : null;
  const hint = similar === null ? '' : `Did you mean "${similar}"? `;
  return error(
    'AF305',
    `${at}/${byName ? 'name' : 'uid'}`,
    `The cluster shows no database ${what}.`,
    `${hint}Correct it, remove the item if the database was deleted, or give the user sight of the database.`,
  );
}

function ambiguous(item: BdbItem, at: JsonPointer, found: readonly DatabaseState[]): Finding {
  const uids = found.map((state) => state.uid).join(', ');
  return error(
    'AF307',
    `${at}/name`,
    `${found.length} databases are named "${item.name}": uids ${uids}.`,
    'Say which with uid.',
  );
}

/** Why the one database found cannot be managed; null when it can. */
function unfit(item: BdbItem, at: JsonPointer, state: DatabaseState): Finding | null {
  if (item.name !== undefined && item.name !== state.name) {
    const message = `Database ${state.uid} is named "${state.name}", not "${item.name}".`;
    return error('AF308', `${at}/name`, message, 'Correct name, or uid if the database was deleted and created anew.');
  }
  if (state.crdt && decides(item)) {
    const message = `${called(state)} is Active-Active: settings made on one cluster are overridden by the next change of the global configuration, so they are not managed here.`;
    const fix = `Set auditing in the Active-Active configuration and remove the item, or keep { uid: ${state.uid} } alone to leave the database out.`;
    return error('AF306', at, message, fix);
  }
  if (state.status === 'creation-failed') {
    const message = `${called(state)} is in state creation-failed and never becomes active.`;
    return error('AF306', at, message, 'Delete and create the database anew, or remove the item.');
  }
  return null;
}

/** Every other database. Active-Active ones are not written to, and one that is not as wanted is said, not passed over. */
function every(
  items: readonly BdbItem[],
  item: BdbItem,
  at: JsonPointer,
  states: readonly DatabaseState[],
  byUid: ReadonlyMap<number, Database>,
): Found {
  const others = states.filter((state) => isAmongOthers(items, state));
  const failed = others.filter((state) => state.status === 'creation-failed');
  const shared = others.filter((state) => state.crdt && !failed.includes(state));
  const wantsAudit = (askedMode(item) ?? 'disabled') !== 'disabled';
  const findings = [
    ...failed.map((state) =>
      warning(
        'AF306',
        at,
        `${called(state)} is in state creation-failed and left out of "*".`,
        'Delete it, and create it anew if it is needed.',
      ),
    ),
    ...shared.map((state) => {
      const live = byUid.get(state.uid);
      const lacks = wantsAudit && live !== undefined && !isAudited(live);
      const message = `${called(state)} is Active-Active and left out of "*": its global configuration decides${lacks ? ', and it is not audited' : ''}.`;
      const fix = 'Set auditing in its Active-Active configuration.';
      return lacks ? warning('AF306', at, message, fix) : note('AF306', at, message, null);
    }),
  ];
  if (states.some((state) => !state.internal)) {
    return { states: others.filter((state) => !failed.includes(state) && !shared.includes(state)), findings };
  }
  const none = '"*" stands for no database: the cluster shows none to this user.';
  return {
    states: [],
    findings: [note('AF213', `${at}/name`, none, 'Give the user sight of the databases, if there are any.')],
  };
}

function twice(state: DatabaseState, at: JsonPointer): Finding {
  return error('AF212', at, `Another item already stands for ${called(state)}.`, 'Remove one of the two.');
}
