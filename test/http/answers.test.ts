import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openConnection, providerError } from './open-client.ts';
import { startServer } from './start-server.ts';

const get = { method: 'GET', url: '/x?token=canary-4711' } as const;

describe('an answer', () => {
  test('has lower-case header names, repeated headers joined, and a source without query', async () => {
    const server = await startServer((response) => {
      response.setHeader('X-Many', ['a', 'b']);
      response.end('text');
    });
    const answer = await openConnection().client(server.url).send(get);
    expect(answer.headers['x-many']).toBe('a, b');
    expect(answer.text).toBe('text');
    expect(answer.source).toBe(`GET ${server.url}/x`);
  });

  test('is asked for uncompressed, and refused when compressed all the same', async () => {
    const server = await startServer(
      (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}')),
    );
    const error = await providerError(openConnection().client(server.url).send(get));
    expect(error).toMatchObject({ code: 'AF304', trouble: 'refused' });
    expect(error.message).toContain('compressed');
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]!.headers['accept-encoding']).toBe('identity');
  });

  test.each([200, 204, 302, 500])('%i to a write that cannot be used leaves open what became of it', async (status) => {
    const headers = { 'content-length': 17 * 1024 * 1024 };
    const gzip = { 'content-encoding': 'gzip' };
    const server = await startServer(
      (response) => void response.writeHead(status, status === 204 ? gzip : headers).end(),
    );
    const client = openConnection({ mode: 'write' }).client(server.url);
    const error = await providerError(client.send({ method: 'PUT', url: '/x', body: '{}' }));
    expect(error).toMatchObject({ code: 'AF304', trouble: 'unavailable', sent: 'maybe', status });
    expect(server.seen, 'never sent again by the client').toHaveLength(1);
  });

  test('that refuses a write is a refusal, also when its body cannot be used', async () => {
    const server = await startServer((response) => void response.writeHead(400, { 'content-encoding': 'gzip' }).end());
    const client = openConnection({ mode: 'write' }).client(server.url);
    const error = await providerError(client.send({ method: 'PUT', url: '/x', body: '{}' }));
    expect(error).toMatchObject({ code: 'AF304', trouble: 'refused', status: 400 });
  });

  test.each([
    '{"on":false,"on":true}',
    '[{"a":{"b":1,"b" :2}}]',
    String.raw`{"a\":":1,"c":"\\","c":2}`,
    '{"__proto__":1,"__proto__":2}',
  ])('with two members of one name is no answer: %s', async (text) => {
    const server = await startServer((response) => void response.end(text));
    const answer = await openConnection().client(server.url).send(get);
    expect(() => answer.json()).toThrow(/two members of one name/);
  });

  test.each([
    '{"a":"b\\": ","c":{"a":[{"a":1},{"a":2}]}}',
    '["a",":",{"" : "x:","__proto__":{"x":null}}]',
    '"text: \\"a\\":"',
    'null',
  ])('is taken as it is: %s', async (text) => {
    const server = await startServer((response) => void response.end(text));
    expect((await openConnection().client(server.url).send(get)).json()).toEqual(JSON.parse(text));
  });

  test('that announces more than 16 MiB is refused unread', async () => {
    const size = 16 * 1024 * 1024 + 1;
    const server = await startServer((response) => void response.writeHead(200, { 'content-length': size }).write('x'));
    const error = await providerError(openConnection().client(server.url).send(get));
    expect(error).toMatchObject({ code: 'AF304', message: expect.stringContaining('too large') });
  });

  test('that never ends is cut off beyond 16 MiB', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let written = 0;
    const server = await startServer((response) => {
      const more = () => {
        if (response.destroyed) return;
        written += 1;
        response.write(chunk, more);
      };
      more();
    });
    const error = await providerError(openConnection().client(server.url).send(get));
    expect(error).toMatchObject({ code: 'AF304', message: expect.stringContaining('too large') });
    expect(server.seen).toHaveLength(1);
    expect(written).toBeLessThan(64);
  });

  test('of exactly 16 MiB is taken', async () => {
    const server = await startServer((response) => void response.end(Buffer.alloc(16 * 1024 * 1024, 'x')));
    expect((await openConnection().client(server.url).send(get)).text).toHaveLength(16 * 1024 * 1024);
  });

  test.each([
    ['content-length', { 'content-length': '100' }],
    ['chunked', {}],
  ])('cut short (%s) is repeated, then AF301', async (_, headers) => {
    const server = await startServer(
      (response) => void response.writeHead(200, headers).write('{"a":', () => response.destroy()),
    );
    const error = await providerError(openConnection().client(server.url).send(get));
    expect(error).toMatchObject({ code: 'AF301' });
    expect(server.seen).toHaveLength(5);
  });

  test.each([
    'SSH-2.0-canary-4711\r\n',
    'HTTP/1.1 000 canary\r\ncontent-length: 2\r\n\r\n{}',
    'HTTP/1.1 099 canary\r\ncontent-length: 2\r\n\r\n{}',
  ])('that is no HTTP is AF301: %j', async (raw) => {
    const server = await startServer((response) => void response.socket!.end(raw));
    const error = await providerError(openConnection().client(server.url).send(get));
    expect(error).toMatchObject({ code: 'AF301' });
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('canary');
  });
});

describe('json()', () => {
  async function answer(body: string | Buffer, type: string) {
    const server = await startServer((response) => void response.writeHead(200, { 'content-type': type }).end(body));
    return openConnection().client(server.url).send(get);
  }

  test('gives the parsed body, whatever the content type', async () => {
    expect((await answer('[1]', 'text/plain')).json()).toEqual([1]);
  });

  test('takes __proto__ for an ordinary key', async () => {
    const value = (await answer('{"__proto__":{"polluted":1}}', 'application/json')).json();
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(['<html>canary-4711', '{"a":1,}', '', "{'a':1}"])(
    'of %j is AF304 with source and content type, without the body',
    async (body) => {
      const response = await answer(body, 'text/html; charset=canary-4711');
      const attempt = async () => response.json();
      const error = await providerError(attempt());
      expect(error).toMatchObject({ code: 'AF304', status: 200 });
      expect(error.message).toContain(response.source);
      expect(error.message).toContain('text/html');
      expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('canary');
    },
  );

  test('refuses bytes that are not UTF-8 instead of making up characters', async () => {
    const response = await answer(Buffer.from([0x22, 0xff, 0x22]), 'application/json');
    expect(await providerError((async () => response.json())())).toMatchObject({ code: 'AF304' });
  });
});
