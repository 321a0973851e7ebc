import { isWithin } from '../../model/pointer.ts';
import type { Delta, Finding } from '../provider.ts';
import { OPTION_KEYS, optionsOf } from './audit-options.ts';
import { limitsOf } from './limits.ts';

/** What the change costs, and what must be said before it can be made safely. No calls: the reading told all. */
export function reach(delta: Delta): Finding[] {
  const { live, ensure, changes } = delta;
  const { policiesActive, alertsPending } = limitsOf(live);
  const touches = (member: string) => changes.some(({ path }) => isWithin(path, member));
  const findings: Finding[] = [];
  const note = (message: string, path: string) =>
    findings.push({ code: 'AF408', severity: 'warning', message, path, fix: null });
  if (ensure === 'absent') {
    note(
      `Removing the database ends monitoring and alerting for good (${policiesActive ?? 'unknown'} active policies, ${alertsPending ?? 'unknown'} pending alerts). Its history stays under the retention policy; a database added again gets another id.`,
      '/ensure',
    );
    return findings;
  }
  if (live.presence === 'present' && ['/username', '/ssl_mode', '/ssl_ca', '/password_version'].some(touches))
    note('The vendor tests the connection anew; monitoring pauses until it is connected again.', '/spec');
  if (live.presence === 'present' && touches('/password_version') && delta.spec.password === undefined) {
    findings.push({
      code: 'AF403',
      severity: 'error',
      message: 'password_version asks to push the password, and the manifest has none.',
      path: '/spec/password_version',
      fix: 'Add password.',
    });
  }
  return touches('/audit_options') && live.presence === 'present' ? [...findings, ...unstated(delta)] : findings;
}

/** Where options are not shown, those left out might be reset by the change. */
function unstated({ live, spec }: Delta): Finding[] {
  const stated = optionsOf(spec);
  const missing = OPTION_KEYS.filter(
    (key) =>
      stated[key] === undefined &&
      live.hidden.some((pointer) => pointer === '/audit_options' || pointer === `/audit_options/${key}`),
  );
  if (missing.length === 0) return [];
  return [
    {
      code: 'AF403',
      severity: 'error',
      message: `The vendor does not show audit_options, and whether a change resets those it leaves out is not documented: state ${missing.join(', ')} too.`,
      path: '/spec/audit_options',
      fix: `Add ${missing.join(', ')}.`,
    },
  ];
}
