import { expect, test } from 'vitest';
import { openConnection } from './open-client.ts';
import { reply, startServer } from './start-server.ts';

test('the first call, which may have been kept back by opening a connection, counts from its answer', async () => {
  const { client, clock } = openConnection({ limits: { requestsPerSecond: 5 } });
  const times: number[] = [];
  const server = await startServer(async (response, _, turn) => {
    if (turn === 1) await clock.sleep(300);
    times.push(clock.now());
    reply(response, 200);
  });
  const http = client(server.url);
  await http.send({ method: 'GET', url: '/x' });
  await http.send({ method: 'GET', url: '/x' });
  expect(times[1]! - times[0]!).toBe(204);
});
