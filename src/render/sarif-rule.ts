import { codes, type ProblemCode } from '../model/codes.ts';

interface RuleText {
  readonly title: string;
  readonly text: string;
  readonly help: string;
  readonly level: 'error' | 'warning' | 'note';
  /** 0 to 10, as code scanning grades security findings. */
  readonly grade: string | null;
}

const CONSENT =
  'Keep the stronger value, or consent in the manifest with a waiver (path, reason, owner, until), where review sees it. Without consent apply writes nothing.';
const DRIFT =
  'Find out who changed it and why. `auditform apply` puts the manifest back; if the change is right, change the manifest.';

const RULES: Readonly<Record<string, RuleText>> = {
  'change/loses-history': {
    title: 'Loses audit history',
    text: 'When this change is made the vendor deletes audit records that exist.',
    help: `Records that are gone cannot be brought back: export them first if they are still needed. ${CONSENT}`,
    level: 'error',
    grade: '8.5',
  },
  'change/weakens': {
    title: 'Weakens auditing',
    text: 'After this change less is recorded, or records are kept for less time or under weaker protection.',
    help: CONSENT,
    level: 'error',
    grade: '7.5',
  },
  'change/unknown': {
    title: 'May weaken auditing',
    text: 'Whether this change weakens or strengthens auditing cannot be told from the setting alone.',
    help: 'Check by hand that what is recorded, and where records go, is still what is wanted.',
    level: 'warning',
    grade: '4.0',
  },
  'change/strengthens': {
    title: 'Strengthens auditing',
    text: 'After this change more is recorded, or records are kept longer or under better protection.',
    help: 'Nothing to do but to look at what it costs.',
    level: 'note',
    grade: null,
  },
  'change/neutral': {
    title: 'Changes an audit setting',
    text: 'The change makes no difference to what is recorded or kept.',
    help: 'Nothing to do.',
    level: 'note',
    grade: null,
  },
  'drift/weakens': {
    title: 'Auditing was weakened at the vendor',
    text: 'The live setting audits less than the manifest says.',
    help: DRIFT,
    level: 'error',
    grade: '8.0',
  },
  'drift/strengthens': {
    title: 'Auditing was strengthened at the vendor',
    text: 'The live setting audits more than the manifest says; putting the manifest back would weaken it.',
    help: DRIFT,
    level: 'warning',
    grade: null,
  },
  'drift/unknown': {
    title: 'An audit setting was changed at the vendor',
    text: 'Whether that weakens auditing cannot be told from the setting alone.',
    help: DRIFT,
    level: 'warning',
    grade: '4.0',
  },
  'drift/neutral': {
    title: 'A setting was changed at the vendor',
    text: 'The change makes no difference to what is recorded or kept.',
    help: DRIFT,
    level: 'note',
    grade: null,
  },
  'report/left-out': {
    title: 'Findings left out',
    text: 'There are more findings than code scanning takes.',
    help: 'Read the text, JSON or HTML report.',
    level: 'note',
    grade: null,
  },
};

/** What code scanning shows about a rule. Problem codes are rules too. */
export function sarifRule(id: string): object {
  const { title, text, help, level, grade } = Object.hasOwn(RULES, id) ? RULES[id]! : codeRule(id);
  const tags = grade === null ? ['audit'] : ['audit', 'security'];
  return {
    id,
    name: title.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text },
    help: { text: `${text} ${help}`, markdown: `**${title}.** ${text}\n\n${help}` },
    defaultConfiguration: { level },
    properties: { tags, ...(grade === null ? {} : { 'security-severity': grade, precision: 'high' }) },
  };
}

function codeRule(id: string): RuleText {
  const [title, text] = Object.hasOwn(codes, id) ? codes[id as ProblemCode] : [id, id];
  return { title, text, help: `More: \`auditform explain ${id}\`.`, level: 'warning', grade: null };
}
