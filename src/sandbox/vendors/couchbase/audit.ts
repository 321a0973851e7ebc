import { createHash } from 'node:crypto';
import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { judge } from './form-fields.ts';
import { type AuditSettings, atLeast, type CouchbaseState, settingsOn } from './state.ts';

/** GET /settings/audit, in the server's own order of keys. */
export function showSettings(state: CouchbaseState, node: number, now: number): SimulatedReply {
  const settings = settingsOn(state, node, now);
  const internalOrKnown = settings.disabledUsers.filter(({ name, domain }) => domain !== 'local' || name.startsWith('@') || state.localUsers.includes(name));
  const page = state.quirks.spelling === 'page';
  return {
    status: 200,
    body: {
      disabled: settings.disabled,
      uid: uidOf(settings),
      [page ? 'auditEnabled' : 'auditdEnabled']: settings.auditdEnabled,
      [page ? 'disabledusers' : 'disabledUsers']: internalOrKnown,
      ...(settings.logPath === null ? {} : { logPath: settings.logPath }),
      ...(settings.pruneAge === null || !atLeast(state, 7, 2, 4) ? {} : { pruneAge: settings.pruneAge }),
      rotateInterval: settings.rotateInterval,
      rotateSize: settings.rotateSize,
    },
  };
}

function uidOf(settings: AuditSettings): string {
  return String(createHash('sha256').update(JSON.stringify(settings)).digest().readUInt32BE(0) % 2 ** 27);
}

/** POST /settings/audit: all fields or none; seen at once here only when the form says auditdEnabled=true. */
export function writeSettings(state: CouchbaseState, request: SimulatedRequest, now: number, settleMs: number): SimulatedReply {
  const node = request.listener;
  const { values, errors } = judge(state, node, formPairs(request));
  const bad = Object.keys(errors).length > 0;
  if (request.query.get('just_validate') === '1') return { status: bad && atLeast(state, 7, 1) ? 400 : 200, body: { errors } };
  if (bad) return { status: 400, body: { errors } };
  const current = state.quirks.perNode ? state.nodeSettings[node]! : state.settings;
  const next = { ...current, ...values };
  const changed = JSON.stringify(next) !== JSON.stringify(current);
  if (state.quirks.perNode) state.nodeSettings[node] = next;
  else if (changed) {
    state.before = settingsOn(state, node, now);
    state.settings = next;
    state.visibleAt = state.nodes.map((_, index) => (index !== node ? now + settleMs : values.auditdEnabled === true ? now : now + Math.min(state.quirks.staleMs, settleMs)));
  }
  if (current.auditdEnabled || next.auditdEnabled) state.configuredEvents += 1;
  if (changed) state.events.push({ eventId: next.auditdEnabled === current.auditdEnabled ? 9218 : next.auditdEnabled ? 9216 : 9217, at: now });
  state.log.push({ at: now, method: 'POST', path: request.path, summary: request.body.toString('utf8').slice(0, 500) });
  return { status: 200, body: '' };
}

/** mochiweb's reading of a form: `&` and `;` part pairs, `+` is a blank; another content type has no fields. */
function formPairs(request: SimulatedRequest): [string, string][] {
  if (!/^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? '')) return [];
  const text = request.body.toString('utf8');
  if (text === '') return [];
  return text.split(/[&;]/).map((pair) => {
    const at = pair.indexOf('=');
    const part = (piece: string) => decode(piece.replaceAll('+', ' '));
    return at < 0 ? [part(pair), ''] : [part(pair.slice(0, at)), part(pair.slice(at + 1))];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
