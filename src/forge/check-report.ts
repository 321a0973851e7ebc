import { isAbsolute, relative, resolve, sep } from 'node:path';
import { breaksGuardrail, failed } from '../exit-code.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem, SourceSpan } from '../model/problem.ts';
import { type ChangeRow, changeRows } from '../render/change-rows.ts';
import { plain } from '../render/pieces.ts';
import { printable } from '../render/printable.ts';
import type { Annotation, CheckReport } from './forge.ts';

/** Ten calls; who wants more reads the report. */
const MOST_ANNOTATIONS = 500;

export interface CheckPlace {
  readonly name: string;
  /** Folder that the forge's paths count from. */
  readonly root: string;
  /** Markdown. */
  readonly report: string;
  readonly run: string | null;
  readonly url: string | null;
}

/** What stands beside the commit: fails on errors, guardrails and weakening that nobody has consented to. */
export function checkReport(plan: Plan, { name, root, report, run, url }: CheckPlace): CheckReport {
  const all = annotationsOf(plan, root);
  const annotations = all.slice(0, MOST_ANNOTATIONS);
  const more =
    all.length === annotations.length
      ? ''
      : `_${all.length - annotations.length} of ${all.length} annotations are left out._\n\n`;
  return {
    name,
    conclusion: conclusionOf(plan),
    title: titleOf(plan),
    summary: more + report,
    key: plan.id,
    run,
    url,
    annotations,
  };
}

function conclusionOf(plan: Plan): CheckReport['conclusion'] {
  const { problems, verdict, summary } = plan;
  if (failed(problems) || breaksGuardrail(problems) || verdict === 'blocked' || verdict === 'needs-consent')
    return 'failure';
  return summary.weakens + summary.historyLoss > 0 ? 'neutral' : 'success';
}

function titleOf({ verdict, changes, summary }: Plan): string {
  const parts = [
    changes.length === 0 ? 'no changes' : `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`,
    ...(summary.weakens > 0 ? [`${summary.weakens} weaken auditing`] : []),
    ...(summary.historyLoss > 0 ? [`${summary.historyLoss} lose history`] : []),
    ...(summary.unreadable > 0 ? [`${summary.unreadable} unreadable`] : []),
    ...(summary.blocked > 0 ? [`${summary.blocked} blocked`] : []),
  ];
  return `${verdict}: ${parts.join(', ')}`;
}

/** At the manifest lines, worst first. What lies outside the repository has no line there. */
function annotationsOf(plan: Plan, root: string): Annotation[] {
  const rank = { failure: 0, warning: 1, notice: 2 };
  const at = (place: Partial<SourceSpan> | null, rest: Omit<Annotation, 'path' | 'line'>): Annotation[] => {
    const path = place?.file === undefined ? null : pathBelow(root, place.file);
    return path === null ? [] : [{ path, line: place?.line ?? 1, ...rest }];
  };
  const changes = changeRows(plan.changes).flatMap((row) => at(row.origin, changeAnnotation(row)));
  const problems = plan.problems.flatMap((problem) => at(problem.at, problemAnnotation(problem)));
  return [...changes, ...problems].sort((left, right) => rank[left.level] - rank[right.level]);
}

function changeAnnotation(row: ChangeRow): Omit<Annotation, 'path' | 'line'> {
  const { address, setting, words, direction, historyLoss, waiver } = row;
  const worst = direction === 'weakens' || historyLoss;
  const level = worst ? (waiver === null ? 'failure' : 'warning') : direction === 'unknown' ? 'warning' : 'notice';
  const what = {
    weakens: 'weakens auditing',
    strengthens: 'strengthens auditing',
    neutral: 'neutral',
    unknown: 'direction unknown',
  };
  const loss = historyLoss ? ', loses history' : '';
  const consent = waiver === null ? '' : `\nwaived until ${waiver.until} by ${waiver.owner}: ${waiver.reason}`;
  return {
    level,
    title: printable(`${address} ${setting}: ${what[direction]}${loss}`),
    message: plain(words) + printable(consent),
  };
}

function problemAnnotation({ code, severity, message, fix }: Problem): Omit<Annotation, 'path' | 'line'> {
  const level = ({ error: 'failure', warning: 'warning', note: 'notice' } as const)[severity];
  return { level, title: code, message: printable(fix === null ? message : `${message}\n${fix}`) };
}

function pathBelow(root: string, file: string): string | null {
  const path = relative(resolve(root), resolve(file));
  return path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)
    ? null
    : path.split(sep).join('/');
}
