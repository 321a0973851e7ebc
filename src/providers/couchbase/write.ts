import { equal, type Json, member } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { Clock } from '../provider.ts';
import { validateSettings, writeSettings } from './api.ts';
import { type ClusterReader, type ClusterReading, HASTE } from './cluster-reader.ts';
import { formOf } from './operations.ts';
import type { Settings } from './wire.ts';

/** A change is everywhere by then; the nodes hand it on by gossip. */
const GOSSIP_MS = 15_000;
const POLL_MS = 250;

/**
 * Asks every node whether it would take the settings, writes them through one, and waits until all have them. A node
 * that still has not is written itself: an older page says that settings are per node.
 */
export async function write(reader: ClusterReader, clock: Clock, settleMs: number, { input }: Operation): Promise<void> {
  const uuid = String(member(input, 'uuid'));
  const fields = member(input, 'fields') as Readonly<Record<string, Json>>;
  const form = formOf(fields);
  const before = await reader.read();
  for (const [index, { node, http }] of before.nodes.entries()) await validateSettings(http, uuid, form, node, index === 0 ? {} : HASTE);
  await writeSettings(reader.endpoint, uuid, form);
  const deadline = clock.now() + Math.min(settleMs, GOSSIP_MS);
  let reading = await reader.read();
  while (behind(reading, fields).length > 0 && clock.now() < deadline) {
    await clock.sleep(POLL_MS);
    reading = await reader.read();
  }
  for (const { http } of behind(reading, fields)) if (http !== reader.endpoint) await writeSettings(http, uuid, form);
}

function behind({ nodes }: ClusterReading, fields: Readonly<Record<string, Json>>): ClusterReading['nodes'] {
  return nodes.filter(({ settings }) => Object.entries(fields).some(([name, value]) => !equal(settings[name as keyof Settings] as Json, value)));
}
