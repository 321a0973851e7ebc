import { describe, expect, it } from 'vitest';
import { isDataEvent, isOffByDefault } from '../../src/providers/couchbase/default-off.ts';

const off = (id: number, module = 'other') => isOffByDefault({ id, module });
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('an event is off until switched on', () => {
  it.each([
    ['ns_server', range(8192, 8300), [8255]],
    ['memcached', range(20480, 20500), [20485, 20488, 20489, 20490, 20491, 20493]],
    [
      'eventing',
      range(32768, 32810),
      [32770, 32771, 32772, 32780, 32783, 32785, 32786, 32793, 32795, 32796, 32798, 32799, 32801, 32802],
    ],
    ['analytics', range(36864, 36870), [36867, 36868, 36869, 36870]],
    ['view_engine', range(40960, 40970), [40963]],
    ['backup', range(45056, 45070), [45057, 45061, 45066, 45070]],
    ['auditd', range(4096, 4110), []],
    ['xdcr', range(16384, 16400), []],
  ])('in %s as its descriptor file says', (module, ids, expected) => {
    expect(ids.filter((id) => off(id, module))).toEqual(expected);
  });

  it('when it is any query statement, whatever its id', () => {
    expect([28672, 28700, 32767].every((id) => off(id))).toBe(true);
    expect(off(60000, 'n1ql')).toBe(true);
  });
});

it('documents and statements come in volume; logins and settings do not', () => {
  expect([20488, 20489, 20490, 20491, 28672, 36867].every(isDataEvent)).toBe(true);
  expect([8243, 8255, 20485, 20487, 20492, 32770, 36866, 40960].some(isDataEvent)).toBe(false);
});
