import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProviderIo, type ProviderIoOptions } from '../../src/connection/create-provider-io.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { providerError } from '../http/open-client.ts';
import { reply, startServer } from '../http/start-server.ts';
import { opened } from './connection.ts';

const fixtures = new URL('../http/fixtures/', import.meta.url);
const defaults = { concurrency: 4 };
const authenticate = async () => ({});

function openIo(parts: Partial<ProviderIoOptions>) {
  const io = createProviderIo({
    connection: opened(),
    mode: 'read',
    environment: {},
    secretsDirs: [],
    signal: new AbortController().signal,
    settleMs: 1000,
    clock: fakeClock(),
    ...parts,
  });
  onTestFinished(() => io.close());
  return io;
}

/** Variables that count how often they are read. */
function counted(values: Record<string, string>) {
  const reads: string[] = [];
  const environment = new Proxy(values, {
    get(target, name) {
      reads.push(String(name));
      return Reflect.get(target, name) as string;
    },
  });
  return { environment, reads };
}

describe('credentials', () => {
  const credentials = { username: 'reader', password: { fromEnv: 'READ' } };
  const writeCredentials = { username: 'writer', password: { fromEnv: 'WRITE' } };
  const connection = opened({ credentials, writeCredentials });

  test('are opened when first asked for, and once', async () => {
    const { environment, reads } = counted({ READ: 'r', WRITE: 'w' });
    const io = openIo({ connection, mode: 'write', environment });
    expect(reads).toEqual([]);
    expect(await io.credentials('read')).toEqual({ username: 'reader', password: 'r' });
    expect(await io.credentials('read')).toEqual({ username: 'reader', password: 'r' });
    expect(reads).toEqual(['READ']);
    expect(await io.credentials('write')).toEqual({ username: 'writer', password: 'w' });
    expect(reads).toEqual(['READ', 'WRITE']);
  });

  test('for writing stay closed in a session opened for reading', async () => {
    const { environment, reads } = counted({ READ: 'r', WRITE: 'w' });
    const io = openIo({ connection, environment });
    expect(() => io.credentials('write')).toThrow('opened for reading');
    expect(reads).toEqual([]);
  });

  test('for writing are those for reading where the connection has no others', async () => {
    const io = openIo({ connection: opened({ credentials }), mode: 'write', environment: { READ: 'r' } });
    expect(await io.credentials('write')).toEqual({ username: 'reader', password: 'r' });
  });

  test('are handed over at once when they are open already, and are the same', async () => {
    const environment = { READ: 'r' };
    const io = openIo({ connection: opened({ credentials }), environment });
    const first = io.credentials('read');
    expect(first).toBeInstanceOf(Promise);
    const secrets = await first;
    environment.READ = 'changed';
    expect(io.credentials('read')).toBe(secrets);
  });

  test('that the connection does not have are none', async () => {
    expect(await openIo({}).credentials('read')).toEqual({});
  });

  test('that cannot be opened are AF217 with the variable named', async () => {
    const opening = async () => openIo({ connection }).credentials('read');
    expect(await providerError(opening())).toMatchObject({
      code: 'AF217',
      message: expect.stringContaining('READ'),
    });
  });
});

describe('a secret of an operation', () => {
  test('is opened from its reference', async () => {
    expect(await openIo({ environment: { S: 's' } }).secret({ fromEnv: 'S' })).toBe('s');
  });

  test.each(['canary', null, {}, { fromEnv: 1 }, ['canary']])(
    'that is no reference is refused and not shown: %j',
    async (value) => {
      const error = await providerError(openIo({}).secret(value));
      expect(error.code).toBe('AF217');
      expect(error.message).not.toContain('canary');
    },
  );
});

test('the environment shows variables, and nothing that objects have anyway', () => {
  const io = openIo({ environment: { HOME: '/root' } });
  expect(io.environment('HOME')).toBe('/root');
  expect(io.environment('toString')).toBeUndefined();
});

describe('clients of one connection', () => {
  test('share its lock-out', async () => {
    const server = await startServer((response) => reply(response, 401));
    const io = openIo({});
    const options = { baseUrl: server.url, authenticate, defaults };
    const [one, other] = [io.http(options), io.http(options)];
    const first = await providerError(one.send({ method: 'GET', url: '/x' }));
    expect(await providerError(other.send({ method: 'GET', url: '/x' }))).toBe(first);
    expect(server.seen).toHaveLength(1);
  });

  test('refuse to write in a session opened for reading', async () => {
    const io = openIo({});
    const client = io.http({ baseUrl: 'http://127.0.0.1:9', authenticate, defaults });
    await expect(client.send({ method: 'DELETE', url: '/x' })).rejects.toThrow('opened for reading');
  });

  test('trust the authority in tls.caFile', async () => {
    const base = await mkdtemp(join(tmpdir(), 'auditform-ca-'));
    onTestFinished(() => rm(base, { recursive: true }));
    await cp(new URL('server-cert.pem', fixtures), join(base, 'ca.pem'));
    const tls = {
      cert: await readFile(join(base, 'ca.pem')),
      key: await readFile(new URL('server-key.pem', fixtures)),
    };
    const server = await startServer((response) => reply(response, 200), tls);
    const io = openIo({ connection: opened({ tls: { caFile: { fromFile: 'ca.pem', base, root: base } } }) });
    const client = io.http({ baseUrl: server.url, authenticate, defaults });
    expect((await client.send({ method: 'GET', url: '/x' })).status).toBe(200);
  });

  test('say so when tls.caFile holds no certificate', async () => {
    const base = await mkdtemp(join(tmpdir(), 'auditform-ca-'));
    onTestFinished(() => rm(base, { recursive: true }));
    await writeFile(join(base, 'ca.pem'), 'canary');
    const io = openIo({ connection: opened({ tls: { caFile: { fromFile: 'ca.pem', base, root: base } } }) });
    const error = await providerError(
      io.http({ baseUrl: 'https://127.0.0.1:9', authenticate, defaults }).send({ method: 'GET', url: '/x' }),
    );
    expect(error).toMatchObject({ code: 'AF217', message: expect.stringContaining('tls.caFile') });
    expect(error.message).not.toContain('canary');
  });
});
