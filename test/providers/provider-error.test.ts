import { expect, test } from 'vitest';
import { codes, type ProblemCode } from '../../src/model/codes.ts';
import { ProviderError, revised } from '../../src/providers/provider-error.ts';

test.each(Object.keys(codes) as ProblemCode[])('trouble of code %s says what to do next', (code) => {
  const error = new ProviderError('It failed.', { code, trouble: 'refused' });
  expect(error.fix).toMatch(/^[A-Za-z].{10,}\.$/);
  expect(revised(error, { sent: 'no' }).fix).toBe(error.fix);
});

test('what whoever throws knows better is said instead', () => {
  expect(new ProviderError('It failed.', { code: 'AF304', trouble: 'refused', fix: 'Turn it off.' }).fix).toBe(
    'Turn it off.',
  );
});
