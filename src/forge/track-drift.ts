import { commentBody, sameText } from './comment-body.ts';
import type { Forge, Issue } from './forge.ts';
import { isOurs, marker } from './marker.ts';

export const DRIFT_LABEL = 'auditform-drift';

export interface DriftState {
  /** Keeps apart what several schedules of one repository watch. */
  readonly id: string;
  /** Null: no drift was seen. */
  readonly drift: { readonly fingerprint: string; readonly title: string; readonly report: string } | null;
  /** Every target could be read and judged, so drift that is not seen is gone. */
  readonly complete: boolean;
  /** Says where this was found out; one line of Markdown. */
  readonly seenBy: string;
}

interface Tracked extends Issue {
  readonly fingerprint: string;
  readonly healed: boolean;
}

/**
 * One issue for each distinct drift: opened when first seen, silent while it lasts, closed with a comment when it is gone,
 * opened again when it returns. An issue that a person has closed meanwhile stays closed until the drift has been gone once.
 * Returns what was done, a line each.
 */
export async function trackDrift(forge: Forge, state: DriftState): Promise<string[]> {
  const self = await forge.whoAmI();
  const known = (await forge.issues(DRIFT_LABEL)).flatMap((issue) => tracked(issue, state.id, self));
  const done: string[] = [];
  const current = state.drift === null ? null : await show(forge, state.id, state.drift, known, done);
  for (const issue of known) {
    if (issue.number === current || issue.healed) continue;
    if (issue.fingerprint === state.drift?.fingerprint) {
      if (issue.open) await close(forge, state, issue, `The same drift is tracked in #${current}.`, done);
    } else if (state.complete) {
      const why = current === null ? 'This drift is gone.' : `The drift is another one now: #${current}.`;
      await close(forge, state, issue, why, done);
    }
  }
  return done;
}

async function show(
  forge: Forge,
  id: string,
  { fingerprint, title, report }: NonNullable<DriftState['drift']>,
  known: readonly Tracked[],
  done: string[],
): Promise<number> {
  const body = commentBody(markOf(id, fingerprint, false), report);
  const same = known.filter((issue) => issue.fingerprint === fingerprint);
  const issue = same.find(({ open }) => open) ?? same.find(({ healed }) => !healed) ?? same[0];
  if (issue === undefined) {
    const number = await forge.openIssue({ title, body }, DRIFT_LABEL);
    done.push(`opened issue #${number}`);
    return number;
  }
  if (issue.healed) {
    await forge.editIssue(issue.number, { title, body, open: true });
    await forge.remarkOnIssue(issue.number, 'The same drift is back.');
    done.push(`opened issue #${issue.number} again`);
  } else if (!issue.open) {
    done.push(`issue #${issue.number} was closed by hand while the drift lasts; it stays closed`);
  } else if (issue.title !== title || !sameText(issue.body, body)) {
    await forge.editIssue(issue.number, { title, body });
    done.push(`edited issue #${issue.number}`);
  }
  return issue.number;
}

/** The text changes with the state, so that a later run tells an issue that healed from one that a person closed. */
async function close(forge: Forge, state: DriftState, issue: Tracked, why: string, done: string[]): Promise<void> {
  const open = markOf(state.id, issue.fingerprint, false);
  const body = markOf(state.id, issue.fingerprint, true) + issue.body.slice(open.length);
  if (issue.open) await forge.remarkOnIssue(issue.number, `${why} ${state.seenBy}`.trimEnd());
  await forge.editIssue(issue.number, { body, open: false });
  if (issue.open) done.push(`closed issue #${issue.number}`);
}

function markOf(id: string, fingerprint: string, healed: boolean): string {
  return marker('drift', id, fingerprint, healed ? 'healed' : 'lasting');
}

function tracked(issue: Issue, id: string, self: string | null): Tracked[] {
  const fingerprint = /^<!-- auditform:drift \S+ ([0-9a-f]{32}) (?:healed|lasting) -->/.exec(issue.body)?.[1];
  if (fingerprint === undefined) return [];
  const healed = isOurs(issue, markOf(id, fingerprint, true), self);
  return healed || isOurs(issue, markOf(id, fingerprint, false), self) ? [{ ...issue, fingerprint, healed }] : [];
}
