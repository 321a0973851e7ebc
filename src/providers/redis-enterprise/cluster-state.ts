import type { HttpClient } from '../../http/http-client.ts';
import type { Clock } from '../provider.ts';
import type { Ability } from './ability.ts';
import * as api from './api.ts';
import { type DatabaseState, isBeingChanged } from './document.ts';
import type { DatabaseReply, SinkReply } from './wire.ts';

/** Everything read of a cluster, before it is judged. */
export interface ClusterState {
  /** Null when the cluster does not show it and the manifest does not ask for it. */
  readonly name: string | null;
  readonly ability: Ability;
  readonly sink: SinkReply;
  readonly policy: boolean;
  readonly databases: readonly DatabaseReply[];
}

export interface Reader {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** What the cluster can do. */
  readonly ability: () => Promise<Ability>;
}

export interface Wish {
  /** Is the cluster's name to be compared? */
  readonly named: boolean;
  /** Throws for a cluster that is not the one meant, whatever else was answered. */
  readonly checkName: (name: string | null) => void;
  /** Databases whose change under way is worth waiting for. */
  readonly worthWaiting: (database: DatabaseState) => boolean;
}

/** A change that somebody has just made ends within seconds; one that takes longer is reported, not waited for. */
const PATIENCE_MS = 5000;

/**
 * The nodes go first: what may be asked, and where a redirect may lead, hangs on them. All else is asked side by side,
 * since reading changes nothing; the name is judged before any of it.
 */
export async function readCluster(reader: Reader, wish: Wish): Promise<ClusterState> {
  const { http } = reader;
  let stopped = false;
  const settings = reader.ability().then(async (ability) => {
    if (stopped) return null;
    const { auditSettings } = ability;
    const databases = api.getDatabases(http, auditSettings);
    const read = await Promise.all([api.getSink(http, auditSettings), api.getPolicy(http), databases]);
    return [ability, ...read] as const;
  });
  // Who is told of a wrong name is not told of what went wrong beside it.
  settings.catch(() => {});
  const name = await readName(http, wish).catch((error: unknown) => {
    stopped = true;
    throw error;
  });
  const [ability, sink, policy, databases] = (await settings)!;
  return { name, ability, sink, policy, databases: await settledDatabases(reader, wish, ability, databases) };
}

async function readName(http: HttpClient, wish: Wish): Promise<string | null> {
  const name = await api.getClusterName(http, wish.named);
  wish.checkName(name);
  return name;
}

async function settledDatabases(
  { http, clock }: Reader,
  wish: Wish,
  { auditSettings }: Ability,
  first: readonly DatabaseReply[],
): Promise<readonly DatabaseReply[]> {
  const until = clock.now() + PATIENCE_MS;
  let databases = first;
  for (let pause = 250; ; pause = Math.min(pause * 2, 1000)) {
    const changing = databases.some(({ state }) => isBeingChanged(state.status) && wish.worthWaiting(state));
    if (!changing || clock.now() >= until) return databases;
    await clock.sleep(pause);
    databases = await api.getDatabases(http, auditSettings);
  }
}
