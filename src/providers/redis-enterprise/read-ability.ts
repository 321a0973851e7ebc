import type { HttpClient } from '../../http/http-client.ts';
import { type Ability, abilityFromSchema, abilityOf } from './ability.ts';
import * as api from './api.ts';
import { canonicalHost } from './network-address.ts';

/** Learns the nodes' addresses, the only hosts besides the endpoint that a redirect may lead to. */
export type SawNodes = (addresses: readonly string[]) => void;

/** Null: not asked, or not for good. */
export interface KnownAbility {
  asked: Promise<Ability> | null;
}

/**
 * What the cluster can do, asked once a run: versions change with an upgrade, which takes longer than a run, and
 * until it has ended the lowest node decides. What only its databases told may be told otherwise by other databases, and a
 * failed answer may have passed: those are asked again.
 */
export function createAbilityReader(http: HttpClient, known: KnownAbility, sawNodes: SawNodes): () => Promise<Ability> {
  const forget = () => {
    known.asked = null;
  };
  return () => {
    if (known.asked !== null) return known.asked;
    const asked = readAbility(http, sawNodes);
    known.asked = asked;
    asked.then(({ guessed }) => {
      if (guessed) forget();
    }, forget);
    return asked;
  };
}

async function readAbility(http: HttpClient, sawNodes: SawNodes): Promise<Ability> {
  const nodes = await api.getNodes(http);
  sawNodes((nodes ?? []).flatMap(({ addr }) => (addr === null ? [] : [canonicalHost(addr)])));
  const known = nodes === null ? null : abilityOf(nodes);
  if (known !== null) return known;
  const versions = [...new Set((nodes ?? []).map((node) => node.version))].sort();
  const found = await api.getDatabaseSchema(http);
  if (found !== null) return abilityFromSchema(found.schema, found.source, versions);
  return { version: null, auditSettings: await api.showsSettings(http), versions, guessed: true };
}
