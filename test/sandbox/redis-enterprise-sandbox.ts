import type { SimulatedReply } from '../../src/sandbox/simulator.ts';
import {
  createRedisEnterpriseSimulator,
  newRedisCredential,
  type RedisDatabase,
  type RedisEnterpriseState,
  type RedisQuirks,
  type RedisRole,
} from '../../src/sandbox/vendors/redis-enterprise/index.ts';

export const START = Date.UTC(2026, 8, 1, 12);
export const SETTLE_MS = 2_000;
export const ORIGINS = ['http://127.0.0.1:7001', 'http://127.0.0.1:7002', 'http://127.0.0.1:7003'];
export const SINK = '/v1/cluster/auditing/db_conns';
export const POLICY = '/v1/cluster/policy';
export const TCP = { audit_protocol: 'TCP', audit_address: '10.0.0.9', audit_port: 6514 };

export interface Answer extends SimulatedReply {
  /** Members of the answer's object. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  readonly body?: unknown;
  /** Bytes as they are, instead of `body`. */
  readonly raw?: string | Buffer;
  readonly as?: readonly [username: string, password: string];
  /** Over the usual ones; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly listener?: number;
}

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

export function redisSandbox() {
  let now = START;
  const simulator = createRedisEnterpriseSimulator({ now: () => now, settleMs: SETTLE_MS });
  simulator.attach(ORIGINS);
  const { REDIS_ENTERPRISE_USERNAME: username = '', REDIS_ENTERPRISE_PASSWORD: password = '' } = simulator.environment;
  const state = () => simulator.state() as RedisEnterpriseState;

  function change(edit: (state: RedisEnterpriseState) => void): void {
    const edited = state();
    edit(edited);
    simulator.restore(edited);
  }

  async function call(method: string, url: string, options: CallOptions = {}): Promise<Answer> {
    const [path = '', rawQuery = ''] = url.split('?');
    const text = options.body === undefined ? '' : JSON.stringify(options.body);
    const headers: Record<string, string> = {};
    const wanted = {
      accept: 'application/json',
      authorization: basic(...(options.as ?? ([username, password] as const))),
      ...(method === 'PUT' || method === 'POST' ? { 'content-type': 'application/json' } : {}),
      ...options.headers,
    };
    for (const [key, value] of Object.entries(wanted)) if (value !== undefined) headers[key] = value;
    const reply = await simulator.handle({
      method,
      path,
      rawQuery,
      query: new URLSearchParams(rawQuery),
      headers,
      body: Buffer.from(options.raw ?? text),
      listener: options.listener ?? 0,
    });
    const object = typeof reply.body === 'object' && reply.body !== null && !Array.isArray(reply.body);
    return { ...reply, json: object ? (reply.body as Record<string, unknown>) : {} };
  }

  return {
    simulator,
    state,
    change,
    call,
    wait: (ms: number) => {
      now += ms;
    },
    quirk: <Name extends keyof RedisQuirks>(name: Name, value: RedisQuirks[Name]) =>
      change(({ quirks }) => {
        quirks[name] = value;
      }),
    versions: (...versions: readonly string[]) =>
      change(({ nodes }) => {
        nodes.forEach((node, index) => {
          node.softwareVersion = versions[index] ?? versions[0] ?? '';
        });
      }),
    user: (role: RedisRole, uids: number[] | null = null) => {
      change(({ credentials }) => {
        credentials.push({ ...newRedisCredential(`${role}@example.com`, 'secret:word', role), uids });
      });
      return [`${role}@example.com`, 'secret:word'] as const;
    },
    database: (uid: number): RedisDatabase => {
      const found = state().databases.find((database) => database.uid === uid);
      if (found === undefined) throw new Error(`no database ${uid}`);
      return found;
    },
    editDatabase: (uid: number, edit: Partial<RedisDatabase>) =>
      change(({ databases }) => {
        const found = databases.find((database) => database.uid === uid);
        Object.assign(found ?? {}, edit);
      }),
  };
}

/** `status error_code`, or the status alone. */
export function refused({ status, json }: Answer): string {
  return typeof json.error_code === 'string' ? `${status} ${json.error_code}` : String(status);
}
