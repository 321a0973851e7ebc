import type { Problem } from '../model/problem.ts';
import { type JunitCase, junitDocument } from './junit-document.ts';
import { oneLine } from './printable.ts';
import { placeText } from './problems-text.ts';

/** A test case for each problem; one that passes when there is none, since tools take an empty report for a broken one. */
export function problemsJunit(problems: readonly Problem[]): string {
  const none: JunitCase = {
    group: 'auditform.manifests',
    name: 'all manifests are valid',
    file: null,
    verdict: null,
    text: '',
  };
  return junitDocument('auditform validate', problems.length > 0 ? problems.map(problemCase) : [none]);
}

/** Errors fail; warnings and notes pass and leave their words as output. */
export function problemCase(problem: Problem): JunitCase {
  const { code, severity, message, at } = problem;
  return {
    group: 'auditform.manifests',
    name: oneLine(`${code} ${placeText(at).replace(/: $/, '')}${at?.path === undefined ? '' : ` ${at.path}`}`).trim(),
    file: at?.file ?? null,
    verdict: severity === 'error' ? { tag: 'failure', type: code, message: oneLine(message) } : null,
    text: problemLine(problem),
  };
}

export function problemLine({ code, severity, message, at, fix }: Problem): string {
  return oneLine(`${placeText(at)}${severity} ${code}: ${message}${fix === null ? '' : ` ${fix}`}`);
}
