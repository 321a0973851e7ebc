import type { HttpResponse } from '../../http/http-client.ts';
import { isObject } from '../../model/json.ts';
import { objectOf } from './wire.ts';

export interface TestResult {
  /** Null: the test did not take place, or its answer does not tell. */
  readonly success: boolean | null;
  /** For people. Warnings are counted only: their text may repeat credentials. */
  readonly says: string;
}

/** `success: true` may come with permissions that are missing, and with warnings. */
export function testResultOf(response: HttpResponse): TestResult {
  const { success, permissions, warnings, version } = objectOf(response);
  const missing = Object.entries(isObject(permissions) ? permissions : {})
    .filter(([name, granted]) => granted !== true && /^\w{1,40}$/.test(name))
    .map(([name]) => name);
  const number = Array.isArray(warnings) ? warnings.length : 0;
  const said = [
    success === true ? 'success' : success === false ? 'no success' : 'no clear answer',
    ...(typeof version === 'string' && /^[\w .+()-]{1,60}$/.test(version) ? [version] : []),
    ...(missing.length > 0 ? [`not granted: ${missing.join(', ')}`] : []),
    ...(number > 0 ? [`${number} ${number === 1 ? 'warning' : 'warnings'}`] : []),
  ];
  return { success: typeof success === 'boolean' ? success : null, says: said.join('; ') };
}
