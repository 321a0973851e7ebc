import { equal, isObject, type JsonObject, member } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { Clock, Receipt } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { postSettings, validateSettings } from './api.ts';
import type { ClusterReader, ClusterReading, NodeReading } from './cluster-reader.ts';
import { checkCluster, documentOf } from './observe.ts';
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
  readonly clock: Clock;
  readonly settleMs: number;
}

/**
 * Asks every node whether it would take the settings, writes them through one, and waits until all show them. Nodes that
 * still do not are written themselves, one after another: "Configure Auditing" says that settings are per node.
 */
export async function write(context: WriteContext, { input }: Operation): Promise<Receipt> {
  const wish = wishOf(input);
  const before = await context.reader.read((cluster) => checkCluster({ target: { uuid: wish.uuid } }, cluster));
  const unasked = before.silent.map(({ node }) => node);
  for (const reading of before.nodes) if (!(await isAsked(reading, wish, before))) unasked.push(reading.node);
  const { logPath } = wish.fields;
  const hidden = logPath !== undefined && before.nodes.some(({ settings }) => settings.logPath === null);
  const receipt = receiptOf(wish, unasked, hidden);
  const first = behind(before, wish.fields)[0] ?? (hidden ? before.nodes[0] : undefined);
  if (first === undefined) return receipt;
  const deadline = context.clock.now() + Math.min(context.settleMs / 2, GOSSIP_MS);
  await postSettings(first.clients.http, wish.uuid, wish.form);
  const late = await follow(context, wish, deadline);
  for (const { clients } of late) if (clients !== first.clients) await postSettings(clients.http, wish.uuid, wish.form);
  return receipt;
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
    const { code, message, fix, status, trouble } = error;
    throw new ProviderError(message, {
      code,
      trouble,
      sent: 'no',
      cause: error,
      ...(fix === null ? {} : { fix }),
      ...(status === null ? {} : { status }),
    });
  }
}

/** Nodes that do not show the fields. A hidden logPath shows nothing either way. */
function behind({ nodes }: ClusterReading, fields: JsonObject): NodeReading[] {
  return nodes.filter(({ settings }) => {
    const shown = documentOf(settings);
    return Object.entries(fields).some(([name, value]) => shown[name] !== undefined && !equal(shown[name], value));
  });
}

/** The nodes still behind at the deadline. The pipeline reads back anyway, so a failed reading here is only waited out. */
async function follow({ reader, clock }: WriteContext, { fields }: Wish, deadline: number): Promise<NodeReading[]> {
  let late: NodeReading[] = [];
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 2, LONGEST_POLL_MS)) {
    try {
      late = behind(await reader.read(), fields);
      if (late.length === 0) return [];
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
