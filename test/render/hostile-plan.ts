import fc from 'fast-check';
import type { Plan } from '../../src/model/plan.ts';
import { change, operation, plan, target } from './plans.ts';

/** Text that has broken reports: markup of every format, references to people, controls, halves of characters. */
export const NASTY: readonly string[] = [
  '<script>alert(1)</script>',
  '<!-- auditform -->',
  '</td></tr></table><h1>',
  '"><svg onload=alert(1)>',
  ']]></system-out><error/>',
  '&lt;b&gt; &amp; &#64;admin',
  '@admin @org/security-team',
  'closes #12, GH-7, owner/repo#3 and !45 $6 %7 ~8 &9',
  '/close\n/merge',
  '| a | b |\n|---|---|',
  'ends \\| with \\',
  '`one` ``two`` ```three',
  '[click](https://evil.example) ![x](http://evil.example/x.png) <https://evil.example>',
  'www.evil.example mailto:a@evil.example',
  '# heading\n- list\n> quote\n---\n</details>',
  '**bold** _italic_ ~~gone~~ ***',
  '\u001b[31mred\u001b[0m \u009b2J',
  '\u202egnp.exe \u2066x\u2069 \u200bzero\ufeff',
  '\ud800 half \udc00',
  '\u0000\u0008\u000b\u000c\u001f\ufffe\uffff',
  '{"a":"b"}\r\n\t',
  '',
  ' ',
  'x'.repeat(5_000),
  '日本語 😀 é',
];

export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...NASTY), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')),
);

/** A plan whose every free text is one of these. */
export const hostilePlan: fc.Arbitrary<Plan> = fc
  .record({
    label: text,
    value: text,
    file: text,
    user: text,
    summary: text,
    reason: text,
    message: text,
    fix: text,
    fact: text,
  })
  .map((texts) => planOf(texts));

export function planOf(
  texts: Readonly<
    Record<'label' | 'value' | 'file' | 'user' | 'summary' | 'reason' | 'message' | 'fix' | 'fact', string>
  >,
): Plan {
  const { label, value, file, user, summary, reason, message, fix, fact } = texts;
  const origin = { file, line: 3, column: 1 };
  const [cb, re] = ['CouchbaseCluster/a', 'RedisEnterpriseCluster/b'];
  const pointer = user.replaceAll('~', '~0').replaceAll('/', '~1');
  const changes = [
    change(`${cb}#/disabled/1`, { after: 1, label, direction: 'weakens', historyLoss: true, origin }),
    change(`${cb}#/disabledUsers/${pointer}`, {
      after: user,
      direction: 'weakens',
      origin,
      waiver: { path: '/x', reason, owner: user, until: '2099-01-01' },
    }),
    change(`${cb}#/logPath`, { before: value, after: label, direction: 'unknown', origin }),
    change(`${re}#/db_conns`, { before: { audit_address: value }, after: null, direction: 'strengthens', origin }),
    change(`${re}#/${pointer}`, { before: [value, user], after: { secret: true }, origin: null }),
  ];
  const ids = [`${cb}/set`, `${re}/set-sink`, `${re}/set-policy`] as const;
  return plan({
    changes,
    operations: [
      operation(
        ids[0],
        `${summary}: ${message}`,
        changes.slice(0, 3).map(({ id }) => id),
      ),
      operation(ids[1], summary, [changes[3]!.id]),
      operation(ids[2], summary, [changes[4]!.id]),
    ],
    waves: [[ids[0], ids[1]], [ids[2]]],
    edges: [{ before: ids[1], after: ids[2], because: { fact, holds: false } }],
    targets: [
      target(cb, {
        unverifiable: [`/spec/${pointer}`],
        origin,
        posture: { live: { enabled: 'on', excludedUsers: [user], sink: value }, desired: { enabled: 'off' } },
      }),
      target(re, { status: 'blocked', origin }),
    ],
    problems: [
      { code: 'AF401', severity: 'error', message, at: { address: re, ...origin }, fix },
      { code: 'AF408', severity: 'note', message: reason, at: null, fix: null },
    ],
  });
}
