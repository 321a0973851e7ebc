import { isAbsolute, relative, sep } from 'node:path';
import { sha256 } from '../model/digest.ts';
import type { ProblemPlace } from '../model/problem.ts';
import { version } from '../version.ts';
import { cut, oneLine } from './printable.ts';
import { sarifRule } from './sarif-rule.ts';

/** Code scanning shows at most 5,000 results of a run, the worst ones. */
export const MAX_RESULTS = 5_000;
/** What code scanning keeps of a message is about this long. */
const MOST_MESSAGE = 1_000;

export type Level = 'error' | 'warning' | 'note';

export interface SarifFinding {
  readonly ruleId: string;
  readonly level: Level;
  readonly message: string;
  readonly at: ProblemPlace | null;
  /** What makes it the same finding in another run, whatever line it stands on by then. */
  readonly identity: string;
  /** Changes or problems that it tells of. */
  readonly count: number;
}

const RANK = { error: 0, warning: 1, note: 2 };

/**
 * SARIF 2.1.0 of one run, worst first. Code scanning refuses results that stand nowhere: those become notifications of
 * the run. Beyond the limit the last result says how many are left out.
 */
export function sarifLog(findings: readonly SarifFinding[], category: string): string {
  const sorted = [...findings].sort((left, right) => RANK[left.level] - RANK[right.level]);
  const placed = sorted.filter(({ at }) => at?.file !== undefined);
  const nowhere = sorted.filter(({ at }) => at?.file === undefined);
  const kept = placed.length <= MAX_RESULTS ? placed : placed.slice(0, MAX_RESULTS - 1);
  const left = placed.slice(kept.length).reduce((sum, { count }) => sum + count, 0);
  const shown = left === 0 ? kept : [...kept, leftOut(left, placed[0]!.at!)];
  const ruleIds = [...new Set(shown.map(({ ruleId }) => ruleId))].sort();
  const run = {
    tool: { driver: { name: 'auditform', version, semanticVersion: version, rules: ruleIds.map(sarifRule) } },
    automationDetails: { id: `auditform/${category}/` },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: nowhere.every(({ level }) => level !== 'error'),
        toolExecutionNotifications: nowhere.slice(0, MAX_RESULTS).map(({ ruleId, level, message }) => ({
          descriptor: { id: ruleId },
          level,
          message: { text: said(message) },
        })),
      },
    ],
    results: results(shown, ruleIds),
    ...(left > 0 ? { properties: { omittedResults: left } } : {}),
  };
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return `${JSON.stringify({ $schema, version: '2.1.0', runs: [run] }, null, 1)}\n`;
}

function results(findings: readonly SarifFinding[], ruleIds: readonly string[]): object[] {
  const indexes = new Map(ruleIds.map((id, index) => [id, index]));
  return findings.map(({ ruleId, level, message, at, identity }) => ({
    ruleId,
    ruleIndex: indexes.get(ruleId),
    level,
    message: { text: said(message) },
    locations: [location(at!)],
    // The second name is the one that code scanning goes by; left out, it hashes the line, and two settings on one line become one alert.
    partialFingerprints: {
      'auditform/v1': cut(oneLine(identity), MOST_MESSAGE),
      primaryLocationLineHash: `${sha256(`${ruleId} ${identity}`).slice(0, 16)}:1`,
    },
  }));
}

function leftOut(count: number, at: ProblemPlace): SarifFinding {
  const message = `${count} more findings, none worse than those shown, are left out: code scanning takes ${MAX_RESULTS}. The text, JSON and HTML reports have them all.`;
  return { ruleId: 'report/left-out', level: 'note', message, at, identity: 'left-out', count: 0 };
}

function location(at: ProblemPlace): object {
  const region = { startLine: at.line ?? 1, startColumn: at.column ?? 1 };
  return { physicalLocation: { artifactLocation: artifact(at.file!), region } };
}

function artifact(file: string): object {
  // Code scanning knows files by their path from the root of the repository, where CI runs.
  const near = isAbsolute(file) ? relative(process.cwd(), file) || '.' : file;
  const slashes = oneLine(near.startsWith('..') ? file : near)
    .split(sep)
    .join('/')
    .replace(/^\.\//, '');
  const uri = slashes.split('/').map(encodeURIComponent).join('/');
  return slashes.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' };
}

function said(message: string): string {
  return cut(oneLine(message), MOST_MESSAGE);
}
