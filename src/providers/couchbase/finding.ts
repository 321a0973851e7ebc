import type { ProblemCode } from '../../model/codes.ts';
import type { JsonPointer } from '../../model/pointer.ts';
import type { Severity } from '../../model/problem.ts';
import type { Finding } from '../provider.ts';

type Report = (code: ProblemCode, path: JsonPointer, message: string, fix: string | null) => Finding;

function of(severity: Severity): Report {
  return (code, path, message, fix) => ({ code, severity, message, path, fix });
}

export const error = of('error');
export const warning = of('warning');
export const note = of('note');

/** At most ten, with the number of the rest. */
export function listed(items: readonly (string | number)[]): string {
  const rest = items.length - 10;
  return items.slice(0, 10).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
