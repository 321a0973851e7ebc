import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonPatch from 'fast-json-patch';
import type { LoggedRequest } from '../../src/sandbox/request-log.ts';
import type { Workspace } from '../workspace.ts';
import type { Step } from './story.ts';

/** Carries out the steps of a story and writes down what there is to see. */
export interface Teller {
  tell(step: Step): Promise<void>;
  transcript(): string;
}

const VENDORS = ['redis-enterprise', 'dbaudit', 'couchbase', 'tair', 'taurusdb'];

export function createTeller(workspace: Workspace): Teller {
  const told: string[] = [];
  let [sent, written] = [0, 0];
  const run = async (line: string, answer?: 'yes' | 'no') => {
    const ask = answer === undefined ? null : async () => answer === 'yes';
    const ran = await workspace.runWith({ ask }, ...words(line));
    const calls = writesOf(workspace);
    const lines = journalOf(workspace.folder);
    told.push(
      `$ auditform ${line}\n${ran.stdout}${problemsOnly(ran.stderr)}exit code ${ran.code}\n`,
      section('sent', calls.slice(sent)),
      section('journal', lines.slice(written)),
    );
    [sent, written] = [calls.length, lines.length];
  };
  return {
    tell: async (step) => {
      told.push(`# ${step.tell}\n`);
      if ('run' in step) await run(step.run, step.answer);
      else if ('edit' in step) edit(join(workspace.folder, step.edit.file ?? 'manifest.yaml'), step.edit);
      else if ('faults' in step) workspace.sandbox.setFaults(step.vendor, step.faults);
      else {
        const simulator = workspace.sandbox.simulator(step.vendor);
        const state = structuredClone(simulator.state());
        simulator.restore(jsonPatch.applyPatch(state, [...step.patch], true).newDocument);
      }
      told.push('\n');
    },
    transcript: () => stable(told.join('').trimEnd(), workspace.folder),
  };
}

/** Words as a shell splits them; single quotes hold one together. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

/** Progress has times in it; problems are what a user reads on stderr. */
function problemsOnly(stderr: string): string {
  const lines = stderr.split('\n');
  const keep = lines.filter(
    (line, index) => isProblem(line) || (line.startsWith('    ') && isProblem(lines[index - 1] ?? '')),
  );
  return keep.map((line) => `${line}\n`).join('');
}

function isProblem(line: string): boolean {
  return /(?:^|: )(?:error|warning|note) AF\d{3}: /.test(line);
}

/** Everything but reads, vendor by vendor, in the order of arrival. */
function writesOf(workspace: Workspace): string[] {
  return VENDORS.flatMap((vendor) => workspace.sandbox.requests(vendor).map((request) => ({ vendor, request })))
    .sort((left, right) => left.request.at - right.request.at)
    .filter(({ request }) => isWrite(request))
    .map(({ vendor, request }) => `${vendor}: ${callOf(request)} -> ${request.status ?? 'connection lost'}`);
}

function isWrite({ method, query, headers }: LoggedRequest): boolean {
  const action = headers['x-acs-action'];
  if (action !== undefined) return !action.startsWith('Describe');
  return method !== 'GET' && !query.includes('just_validate');
}

function callOf({ method, path, query, headers, body }: LoggedRequest): string {
  const action = headers['x-acs-action'];
  if (action !== undefined) return `${action} ${query}`;
  return `${method} ${path}${query === '' ? '' : `?${query}`}${body === '' ? '' : ` ${body}`}`;
}

function journalOf(folder: string): string[] {
  const journal = join(folder, '.auditform/journal');
  if (!existsSync(journal)) return [];
  return readdirSync(journal)
    .sort()
    .flatMap((file) => readFileSync(join(journal, file), 'utf8').trimEnd().split('\n'))
    .map((line) => {
      const { event, operation, status, reason } = JSON.parse(line) as Record<string, string | null>;
      return [event, operation, status, reason].filter((word) => word != null).join(' ');
    });
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function edit(file: string, { from, to }: { readonly from: string; readonly to: string }): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(file, text.replaceAll(from, to));
}

/** What differs from run to run, told as what it is. */
function stable(text: string, folder: string): string {
  return text
    .replaceAll(folder, '<folder>')
    .replaceAll(/127\.0\.0\.1(:|%3A)\d+/g, '127.0.0.1$1PORT')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replaceAll(/sandbox-[a-z-]+-password/g, '<password>');
}
