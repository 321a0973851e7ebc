import type { Finding } from '../provider.ts';
import { decides } from './covers.ts';
import { called, type DatabaseState, isBeingChanged, type Limits } from './document.ts';
import { error } from './finding.ts';
import type { Matched } from './match.ts';

/** What the state of the databases that an item decides on means for the plan. */
export function stateFindings(matches: readonly Matched[], limits: Limits): readonly Finding[] {
  const states = new Map(limits.databases.map((state) => [state.uid, state]));
  return matches.flatMap(({ item, at, live }) => {
    const state = states.get(live.uid);
    return state !== undefined && decides(item) && isBeingChanged(state.status) ? [stillChanging(at, state)] : [];
  });
}

/** A change under way is neither on nor off: neither in sync nor drift can be said of it. */
function stillChanging(at: string, state: DatabaseState): Finding {
  return error(
    'AF407',
    at,
    `Database ${called(state)} is in state ${state.status}: its audit settings count as neither on nor off.`,
    `Run again when it is active. If it hangs, look at its action in the cluster manager; an item with uid ${state.uid} and no settings leaves it out meanwhile.`,
  );
}
