import type { SimulatedReply } from '../../simulator.ts';
import { auditContent, uidOf } from './audit-content.ts';
import { auditUserExists } from './audit-users.ts';
import type { Call } from './call.ts';
import { shownSettings } from './gossip.ts';
import { clusterIs } from './version.ts';

/** GET /settings/audit, keys in the server's own order (menelaus_web_audit.erl handle_get). */
export function showAudit({ state, index, now }: Call): SimulatedReply {
  const content = auditContent(state, shownSettings(state, index, now));
  const page = state.quirks.spelling === 'page';
  const users = content.disabledUsers.filter((user) => auditUserExists(state, user));
  const body = {
    disabled: content.disabled,
    uid: uidOf(state, content),
    [page ? 'auditEnabled' : 'auditdEnabled']: content.auditdEnabled,
    [page ? 'disabledusers' : 'disabledUsers']: users.map(({ name, domain }) => ({ name, domain })),
    ...(content.logPath === null ? {} : { logPath: content.logPath }),
    ...(content.pruneAge === null || !clusterIs(state, 7, 2, 4) ? {} : { pruneAge: content.pruneAge }),
    rotateInterval: content.rotateInterval,
    rotateSize: content.rotateSize,
  };
  return { status: 200, body };
}
