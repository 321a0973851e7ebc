import { expect, test } from 'vitest';
import { pointer, tokens } from '../../src/model/pointer.ts';

test.each([
  [[], ''],
  [[''], '/'],
  [['bdbs', 0, 'name'], '/bdbs/0/name'],
  [['a/b', 'm~n', '~1', '~01'], '/a~1b/m~0n/~01/~001'],
])('%j is %j, and back', (steps, text) => {
  expect(pointer(...steps)).toBe(text);
  expect(tokens(text)).toEqual(steps.map(String));
});
