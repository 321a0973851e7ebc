import type { AuditSettings, CouchbaseState } from './state.ts';

export interface Arrival {
  readonly node: number;
  readonly now: number;
  readonly settleMs: number;
  /** The handler waited for the node's own audit process. */
  readonly synchronous: boolean;
}

/** What GET shows on a node. */
export function shownSettings(state: CouchbaseState, node: number, now: number): AuditSettings {
  return views(state, node, now)[0]?.settings ?? latest(state, node);
}

/** What a write on a node starts from: its own unshown writes are in, gossip that has not arrived is not. */
export function storedSettings(state: CouchbaseState, node: number, now: number): AuditSettings {
  return views(state, node, now).find(({ own }) => !own)?.settings ?? latest(state, node);
}

/** The newest write wins as a whole, whatever it started from (ns_config.erl settles conflicts per key). */
export function storeSettings(state: CouchbaseState, next: AuditSettings, arrival: Arrival): void {
  const { node: receiver, now } = arrival;
  const shown = shownSettings(state, receiver, now);
  const previous = state.settings;
  const others = state.nodes.map((_, node) => node).filter((node) => node !== receiver);
  const behind = others.flatMap((node) => views(state, node, now));
  const until = now + arrival.settleMs;
  if (!state.quirks.perNode) {
    for (const node of others) {
      if (state.quirks.divergent !== node) behind.push({ node, settings: previous, until, own: false });
      else if (!behind.some((view) => view.node === node && view.until === null)) {
        behind.push({ node, settings: shownSettings(state, node, now), until: null, own: false });
      }
    }
  }
  if (!arrival.synchronous) {
    behind.push({ node: receiver, settings: shown, until: now + state.quirks.staleMs, own: true });
  }
  state.behind = structuredClone(behind);
  const own = state.nodes[receiver];
  if (state.quirks.perNode && own !== undefined) own.ownSettings = next;
  else state.settings = next;
}

function latest(state: CouchbaseState, node: number): AuditSettings {
  return (state.quirks.perNode ? state.nodes[node]?.ownSettings : null) ?? state.settings;
}

/** A node that adopts nothing stays at the first view that never ends; gossip means nothing to nodes on their own. */
function views(state: CouchbaseState, node: number, now: number): CouchbaseState['behind'] {
  const { divergent, perNode } = state.quirks;
  const open = state.behind.filter((view) => {
    if (view.node !== node || (perNode && !view.own)) return false;
    return view.until === null ? divergent === node : view.until > now;
  });
  const stuck = open.find(({ until }) => until === null);
  return stuck === undefined ? open : [stuck];
}
