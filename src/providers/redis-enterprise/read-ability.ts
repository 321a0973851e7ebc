import type { HttpClient } from '../../http/http-client.ts';
import type { Clock } from '../provider.ts';
import { type Ability, abilityFromSchema, abilityOf } from './ability.ts';
import * as api from './api.ts';
import { canonicalHost } from './network-address.ts';

/** Learns the nodes' addresses, the only hosts besides the endpoint that a redirect may lead to. */
export type SawNodes = (addresses: readonly string[]) => void;

/** An upgrade may end while somebody thinks about a plan, or while a run goes through thousands of clusters. */
const KNOWN_MS = 60_000;

/**
 * What the cluster can do, asked once a session and minute: until an upgrade has ended the lowest node decides. What only
 * its databases told may be told otherwise by other databases, and a failed answer may have passed: those are asked again.
 */
export function createAbilityReader(http: HttpClient, clock: Clock, sawNodes: SawNodes): () => Promise<Ability> {
  let known: Promise<Ability> | null = null;
  let askedAt = 0;
  return () => {
    if (known !== null && clock.now() - askedAt < KNOWN_MS) return known;
    const asked = readAbility(http, sawNodes);
    known = asked;
    askedAt = clock.now();
    const forget = () => {
      if (known === asked) known = null;
    };
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
