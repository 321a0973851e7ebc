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
