import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { openStandardOutput } from '../../src/commands/standard-output.ts';

/** Takes what fits into `room` characters, then fails with `code`. */
function stream(room: number, code: string) {
  const taken: string[] = [];
  const output = new Writable({
    autoDestroy: false,
    write(chunk: Buffer, _, done) {
      if (taken.join('').length + chunk.length > room) return done(Object.assign(new Error(code), { code }));
      taken.push(chunk.toString());
      done();
    },
  });
  return { output, taken };
}

test('what was written in full is in order', async () => {
  const { output, taken } = stream(10, 'ENOSPC');
  const { write, unwritten } = openStandardOutput(output);
  write('one');
  write('two');
  expect([await unwritten(), taken.join('')]).toEqual([null, 'onetwo']);
});

test('a full disk is told, and no more is written', async () => {
  const { output, taken } = stream(3, 'ENOSPC');
  const { write, unwritten } = openStandardOutput(output);
  write('one');
  write('two');
  expect(await unwritten()).toBe('ENOSPC');
  write('');
  expect([await unwritten(), taken]).toEqual(['ENOSPC', ['one']]);
});

test('a reader that goes away is no error', async () => {
  const { output } = stream(0, 'EPIPE');
  const { write, unwritten } = openStandardOutput(output);
  write('one');
  expect(await unwritten()).toBeNull();
  write('two');
  expect(await unwritten()).toBeNull();
});
