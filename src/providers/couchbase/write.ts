import { equal, isObject, type JsonObject, member } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import { watchedWrites } from '../../http/watched-writes.ts';
import type { Clock, Receipt, WriteWatch } from '../provider.ts';
import { isProviderError, ProviderError, unsent } from '../provider-error.ts';
import { postSettings, validateSettings } from './api.ts';
import type { ClusterReader, ClusterReading, NodeReading } from './cluster-reader.ts';
import { checkCluster, documentOf } from './observe.ts';
import type { Cluster } from './wire.ts';
import type { LatestReading } from './latest-reading.ts';
import { formOf } from './operations.ts';

/** A change is on every node by then: they hand it on by gossip. */
const GOSSIP_MS = 15_000;
const FIRST_POLL_MS = 250;
const LONGEST_POLL_MS = 2_000;

interface Wish {
  readonly uuid: string;
  readonly fields: JsonObject;
  readonly form: string;
}

export interface WriteContext {
  readonly reader: ClusterReader;
  /** What the pipeline has just read, before this write. */
  readonly before: LatestReading;
  /** What is read after it, of nodes that all show it. */
  readonly after: LatestReading;
  readonly writing: WriteWatch | undefined;
  readonly clock: Clock;
  readonly settleMs: number;
}

/**
 * Asks every node whether it would take the settings, writes them through one, and waits until all show them. While some
 * still do not it is not done: the pipeline comes again, and a node that is behind is written itself, since "Configure
 * Auditing" says that settings are per node. One call is one write, so that the journal announces each.
 */
export async function write(context: WriteContext, { input }: Operation): Promise<Receipt> {
  const wish = wishOf(input);
  const { before, unasked } = await looked(context, wish);
  const { logPath } = wish.fields;
  const hidden = logPath !== undefined && before.nodes.some(({ settings }) => settings.logPath === null);
  const receipt = receiptOf(wish, unasked, hidden);
  const lagging = behind(before, wish.fields);
  const first = lagging[0] ?? (hidden ? before.nodes[0] : undefined);
  if (first === undefined) return receipt;
  const deadline = context.clock.now() + Math.min(context.settleMs / 2, GOSSIP_MS);
  await postSettings(watchedWrites(first.clients.http, context.writing), wish.uuid, wish.form);
  // Where some nodes had the settings already, they were not handed on: then only this node can be expected to follow.
  const alone = lagging.length < before.nodes.length;
  const late = await follow(context, wish, deadline, ({ node }) => !alone || node === first.node);
  // Where even the node written to does not show it, reading back has the last word.
  if (late.length > 0 && !late.some(({ node }) => node === first.node)) throw stillBehind(late);
  return receipt;
}

/** What is there, and the nodes that could not say beforehand whether they would take it. Nothing is written by looking. */
async function looked(context: WriteContext, wish: Wish): Promise<{ before: ClusterReading; unasked: string[] }> {
  try {
    const before = await readBefore(context, wish);
    return { before, unasked: [...before.silent.map(({ node }) => node), ...(await askAll(before, wish))] };
  } catch (error) {
    throw unsent(error);
  }
}

/** The pipeline's own reading when it is only a moment old. Trial and write carry the uuid, so that another cluster refuses them. */
async function readBefore({ reader, before }: WriteContext, { uuid }: Wish): Promise<ClusterReading> {
  const check = (cluster: Cluster) => checkCluster({ target: { uuid } }, cluster);
  const known = before.take()?.reading ?? (await reader.read(check));
  check(known.cluster);
  return known;
}

/** Asks the nodes side by side; the names of those that cannot say. */
async function askAll(before: ClusterReading, wish: Wish): Promise<string[]> {
  const answers = await Promise.allSettled(before.nodes.map((reading) => isAsked(reading, wish, before)));
  return answers.flatMap((answer, index) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value ? [] : [before.nodes[index]!.node];
  });
}

function stillBehind(late: readonly NodeReading[]): ProviderError {
  const nodes = late.map(({ node }) => node).join(', ');
  return new ProviderError(`${nodes} still ${late.length === 1 ? 'shows' : 'show'} other settings.`, {
    code: 'AF503',
    trouble: 'busy',
    sent: 'yes',
    fix: 'Each node that is behind is written itself; run the command again if it does not follow.',
  });
}

function wishOf(input: Operation['input']): Wish {
  const [uuid, fields] = [member(input, 'uuid'), member(input, 'fields')];
  if (typeof uuid !== 'string' || !isObject(fields)) throw new Error('set-audit-settings without uuid and fields');
  return { uuid, fields, form: formOf(fields) };
}

/** Nothing is stored by asking, whatever becomes of the answer. False: this node cannot say beforehand. */
async function isAsked(reading: NodeReading, { uuid, form }: Wish, { nodes }: ClusterReading): Promise<boolean> {
  try {
    return await validateSettings(reading.clients.privileged, uuid, form, reading.node);
  } catch (error) {
    if (!isProviderError(error) || error.trouble !== 'unavailable') throw error;
    // One failing node beside the endpoint's must not keep the cluster from being audited.
    if (reading !== nodes[0]) return false;
    throw error;
  }
}

/** Nodes that do not show the fields. A hidden logPath shows nothing either way. */
function behind({ nodes }: ClusterReading, fields: JsonObject): NodeReading[] {
  return nodes.filter(({ settings }) => {
    const shown = documentOf(settings);
    return Object.entries(fields).some(([name, value]) => shown[name] !== undefined && !equal(shown[name], value));
  });
}

/**
 * The nodes still behind once those awaited have followed, or at the deadline. The pipeline reads back anyway, so a failed
 * reading here is only waited out.
 */
async function follow(
  { reader, after, clock }: WriteContext,
  { fields }: Wish,
  deadline: number,
  isAwaited: (reading: NodeReading) => boolean,
): Promise<NodeReading[]> {
  let late: NodeReading[] = [];
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 2, LONGEST_POLL_MS)) {
    try {
      const reading = await reader.read();
      late = behind(reading, fields);
      if (late.length === 0) after.keep(reading);
      if (!late.some(isAwaited)) return late;
    } catch (error) {
      if (!isProviderError(error)) throw error;
      if (error.trouble === 'refused') return [];
    }
    if (clock.now() >= deadline) return late;
    await clock.sleep(wait);
  }
}

function receiptOf({ fields }: Wish, unasked: readonly string[], hidden: boolean): Receipt {
  return {
    ...(hidden ? { remember: { '/logPath': fields.logPath! } } : {}),
    ...(unasked.length === 0 ? {} : { note: `Not asked whether they can take the settings: ${unasked.join(', ')}.` }),
  };
}
