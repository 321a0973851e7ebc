import type { SimulatedReply } from '../../simulator.ts';
import { type AuditContent, auditContent } from './audit-content.ts';
import { judgeForm } from './audit-form.ts';
import type { Call } from './call.ts';
import { bodyPairs, firstValue } from './form-pairs.ts';
import { storedSettings, storeSettings } from './gossip.ts';
import { serverError, textReply, unavailable } from './reply.ts';
import type { AuditSettings } from './state.ts';
import { clusterIs } from './version.ts';

/** POST /settings/audit: all fields or none. */
export function writeAudit(call: Call): SimulatedReply {
  const { state, index, node, now } = call;
  const { changes, errors } = judgeForm(state, index, bodyPairs(call.request));
  const refused = Object.keys(errors).length > 0;
  if (firstValue(call.query, 'just_validate') === '1') {
    // Up to 7.0 the errors come with a 200 (branch 7.0.5).
    return { status: refused && clusterIs(state, 7, 1) ? 400 : 200, body: { errors } };
  }
  if (refused) return { status: 400, body: { errors } };
  const before = storedSettings(state, index, now);
  const down = node.dataDaemon === 'down';
  // The record of switching auditing off has to be written first (sync_put), so nothing is stored.
  if (down && before.auditdEnabled && changes.auditdEnabled === false) {
    return clusterIs(state, 7, 6) ? unavailable() : serverError();
  }
  store(call, before, changes);
  return down && changes.auditdEnabled === true ? serverError() : textReply(200, '');
}

function store(call: Call, before: AuditSettings, changes: Partial<AuditSettings>): void {
  const { state, index, now, settleMs } = call;
  const next: AuditSettings = { ...before, ...changes };
  const was = auditContent(state, before);
  const is = auditContent(state, next);
  const changed = changedFields(was, is);
  // With auditdEnabled=true the handler waits for the node's audit process (sync_set_global).
  const synchronous = changes.auditdEnabled === true;
  if (Object.keys(changes).length > 0) storeSettings(state, next, { node: index, now, settleMs, synchronous });
  if (changed.includes('logPath')) state.logPathSetAt = now;
  if (was.auditdEnabled || is.auditdEnabled) state.configuredEvents += 1;
  if (changed.length > 0) state.events.push({ at: now, node: index, eventId: eventOf(was, is), changed });
  state.log.push({ at: now, method: 'POST', path: '/settings/audit', summary: summary(was, is, changed) });
}

function changedFields(was: AuditContent, is: AuditContent): (keyof AuditContent)[] {
  const fields = Object.keys(is) as (keyof AuditContent)[];
  return fields.filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]));
}

function eventOf(was: AuditContent, is: AuditContent): 9216 | 9217 | 9218 {
  if (was.auditdEnabled === is.auditdEnabled) return 9218;
  return is.auditdEnabled ? 9216 : 9217;
}

function summary(was: AuditContent, is: AuditContent, changed: readonly (keyof AuditContent)[]): string {
  if (changed.length === 0) return 'nothing changed';
  return changed
    .map((field) => {
      if (field !== 'disabled') return `${field}: ${JSON.stringify(was[field])} -> ${JSON.stringify(is[field])}`;
      const added = is.disabled.filter((id) => !was.disabled.includes(id)).map((id) => `+${id}`);
      const removed = was.disabled.filter((id) => !is.disabled.includes(id)).map((id) => `-${id}`);
      return `disabled: ${[...added, ...removed].join(' ')}`;
    })
    .join('; ');
}
