import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCli } from '../../src/run-cli.ts';
import { createPalette } from '../../src/render/palette.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
}

export type Answer = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> };

export interface SmallDatabase {
  readonly uid: number;
  name: string;
  status: string;
  [member: string]: unknown;
}

/** A cluster that knows as little as a cluster may: its state is plain data, and any call can be answered otherwise. */
export class SmallCluster {
  sink: Record<string, unknown> | null = null;
  policy: Record<string, unknown> = { db_conns_auditing: false };
  databases: SmallDatabase[] = [
    { uid: 1, name: 'orders', status: 'active', db_conns_auditing: false },
    { uid: 2, name: 'cache', status: 'active', db_conns_auditing: false },
  ];
  version: string | null = '7.8.6-60';
  readonly log: Asked[] = [];
  /** Answers instead of the cluster where it gives one. */
  instead: (asked: Asked) => Answer | null = () => null;

  writes(): readonly string[] {
    return this.log.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  }

  answer(asked: Asked): Answer {
    this.log.push(asked);
    return this.instead(asked) ?? this.own(asked);
  }

  private own({ method, path, query, body }: Asked): Answer {
    const found = /^\/v1\/bdbs\/(\d+)$/.exec(path);
    const database = this.databases.find(({ uid }) => String(uid) === found?.[1]);
    const audited = (each: SmallDatabase) =>
      each.db_conns_auditing === true ||
      !['disabled', undefined].includes((each.audit_settings as { audit_mode?: string } | undefined)?.audit_mode);
    switch (`${method} ${found === null ? path : '/v1/bdbs/N'}`) {
      case 'GET /v1/cluster':
        return { status: 200, body: { name: 'small.example.com' } };
      case 'GET /v1/nodes':
        return this.version === null
          ? { status: 404 }
          : { status: 200, body: [{ uid: 1, addr: '127.0.0.1', software_version: this.version }] };
      case 'GET /v1/cluster/policy':
        return { status: 200, body: this.policy };
      case 'PUT /v1/cluster/policy':
        if (this.sink === null && (body as { db_conns_auditing: boolean }).db_conns_auditing)
          return { status: 400, body: { error_code: 'db_conns_auditing_config_missing' } };
        Object.assign(this.policy, body);
        return { status: 200, body: 'OK' };
      case 'GET /v1/cluster/auditing/db_conns':
        return this.sink === null ? { status: 404 } : { status: 200, body: this.sink };
      case 'PUT /v1/cluster/auditing/db_conns':
        this.sink = { ...(body as object) };
        return { status: 200, body: this.sink };
      case 'DELETE /v1/cluster/auditing/db_conns':
        if (this.policy.db_conns_auditing)
          return { status: 406, body: { error_code: 'cannot_delete_audit_config_when_policy_enabled' } };
        if (this.databases.some(audited))
          return { status: 406, body: { error_code: 'cannot_delete_audit_config_when_bdb_enabled' } };
        this.sink = null;
        return { status: 200 };
      case 'GET /v1/bdbs': {
        const names = new URLSearchParams(query).get('fields')?.split(',');
        return { status: 200, body: this.databases.map((each) => pick(each, names)) };
      }
      case 'GET /v1/bdbs/N':
        return database === undefined ? { status: 404 } : { status: 200, body: database };
      case 'PUT /v1/bdbs/N': {
        if (database === undefined) return { status: 404 };
        const { audit_settings, ...rest } = body as Record<string, unknown>;
        Object.assign(database, rest);
        if (audit_settings !== undefined) database.audit_settings = merge(database.audit_settings, audit_settings);
        return { status: 200, body: database };
      }
      default:
        return { status: 404 };
    }
  }
}

function pick(database: SmallDatabase, names: readonly string[] | undefined): object {
  return names === undefined
    ? database
    : Object.fromEntries(Object.entries(database).filter(([name]) => names.includes(name)));
}

function merge(old: unknown, next: unknown): unknown {
  if (typeof old !== 'object' || old === null || typeof next !== 'object' || next === null || Array.isArray(next))
    return next;
  const merged: Record<string, unknown> = { ...old };
  for (const [key, value] of Object.entries(next)) merged[key] = merge(merged[key], value);
  return merged;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SmallWorkspace {
  readonly cluster: SmallCluster;
  readonly run: (spec: object, command: string, ...more: readonly string[]) => Promise<Ran>;
  /** Applies the text of a saved plan. */
  readonly applySaved: (plan: string) => Promise<Ran>;
  readonly close: () => Promise<void>;
}

const address = 'RedisEnterpriseCluster/small';

/** Commands against a small cluster on loopback. */
export async function openSmallCluster(target: object = {}): Promise<SmallWorkspace> {
  const cluster = new SmallCluster();
  const server = createServer((request, response) => void serve(cluster, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'auditform-'));
  const runCommand = async (command: string, path: string, more: readonly string[]) => {
    const [out, talk] = [[] as string[], [] as string[]];
    const consent = command === 'apply' ? ['--yes', '--allow-weaken', address, '--reason', 'test'] : [];
    const code = await runCli([command, path, '--journal', join(folder, 'journal'), ...consent, ...more], {
      env: { SMALL_PASSWORD: 'canary-password' },
      stdout: (text) => void out.push(text),
      stderr: (text) => void talk.push(text),
      palette: createPalette(false),
      talkPalette: createPalette(false),
      now: Date.now,
      ask: null,
      stop: new AbortController().signal,
      abort: new AbortController().signal,
    });
    return { code, stdout: out.join(''), stderr: talk.join('') };
  };
  return {
    cluster,
    run: async (spec, command, ...more) => {
      const manifest = {
        apiVersion: 'auditform/v1',
        kind: 'RedisEnterpriseCluster',
        metadata: { name: 'small' },
        connection: {
          endpoint: origin,
          credentials: { username: 'audit@example.com', password: { fromEnv: 'SMALL_PASSWORD' } },
        },
        target,
        spec,
      };
      writeFileSync(join(folder, 'manifest.yaml'), stringify(manifest));
      return runCommand(command, folder, more);
    },
    applySaved: (plan) => {
      const file = join(folder, 'saved.json');
      writeFileSync(file, plan);
      return runCommand('apply', file, []);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function serve(cluster: SmallCluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const { status, body, headers } = cluster.answer({
    method: request.method ?? '',
    path: url.pathname,
    query: url.search,
    body: text === '' ? null : JSON.parse(text),
  });
  response.writeHead(status, headers);
  response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
}
