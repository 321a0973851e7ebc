import type { HttpClient } from '../../http/http-client.ts';
import { tokens } from '../../model/pointer.ts';
import type { Delta, Finding } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import { getLicenseExpired } from './api.ts';
import { called, type Document, documentOf, isAudited, limitsOf } from './document.ts';
import { error, note, warning } from './finding.ts';

/** What the changes touch besides the manifest's own settings. Asks for the licence when databases change. */
export async function reach(delta: Delta, http: HttpClient): Promise<readonly Finding[]> {
  const databases = delta.changes.some((change) => tokens(change.path)[0] === 'bdbs');
  return [
    ...sinkReach(delta),
    ...policyReach(delta),
    ...databaseReach(delta),
    ...(databases ? await licenseFindings(http) : []),
  ];
}

function sinkReach(delta: Delta): readonly Finding[] {
  const live = documentOf(delta.live);
  const wish = (delta.document as Document).db_conns;
  const changed = delta.changes.filter((change) => tokens(change.path)[0] === 'db_conns');
  if (changed.length === 0 || wish == null || live.db_conns == null) return [];
  const managed = new Set(((delta.document as Document).bdbs ?? []).map((database) => database.uid));
  const auditing = (live.bdbs ?? []).filter(isAudited);
  if (auditing.length === 0) return [];
  const others = auditing.filter((database) => !managed.has(database.uid));
  const findings: Finding[] = [];
  if (others.length > 0) {
    const names = others.map(called).join(', ');
    const message = `The sink is shared by the whole cluster: of ${counted(auditing.length)}, ${others.length} not managed here: ${names}.`;
    findings.push(warning('AF404', '/spec/db_conns', message, null));
  }
  const kind =
    wish.audit_protocol === live.db_conns.audit_protocol
      ? ''
      : ` Going from ${live.db_conns.audit_protocol} to ${wish.audit_protocol} is undocumented; the result is read back.`;
  const message = `The proxies of ${counted(auditing.length)} reconnect; records waiting in their queues may be lost.${kind}`;
  findings.push(warning('AF408', '/spec/db_conns', message, null));
  return findings;
}

function counted(audited: number): string {
  return `${audited} audited database${audited === 1 ? '' : 's'}`;
}

function policyReach(delta: Delta): readonly Finding[] {
  const turnsOn = (delta.document as Document).policy?.db_conns_auditing === true;
  if (!turnsOn || !delta.changes.some((change) => tokens(change.path)[0] === 'policy')) return [];
  return [
    note(
      'AF404',
      '/spec/policy/db_conns_auditing',
      'Every database created from now on starts audited, also those that no manifest names.',
      null,
    ),
  ];
}

function databaseReach(delta: Delta): readonly Finding[] {
  const { auditSettings } = limitsOf(delta.live);
  const paths = delta.changes.map((change) => tokens(change.path)).filter(([head]) => head === 'bdbs');
  const uidsOf = (found: readonly string[][]) => new Set(found.map(([, uid]) => Number(uid)));
  const filtered = uidsOf(
    paths.filter(([, , , member]) => member === 'username_filter' || member === 'source_ip_filter'),
  );
  const switched = uidsOf(paths.filter(([, , , member]) => member === 'audit_mode' || member === undefined));
  const wishes = (delta.document as Document).bdbs ?? [];
  const crud = wishes.filter(
    ({ uid, audit_settings }) => switched.has(uid) && audit_settings?.audit_mode === 'connection_and_crud',
  );
  const changed = wishes.filter(({ uid }) => filtered.has(uid));
  const findings: Finding[] = [];
  if (auditSettings && crud.length > 0) {
    findings.push(
      warning(
        'AF408',
        '/spec/bdbs',
        `Auditing commands costs throughput, depending on the load: ${crud.map(called).join(', ')}.`,
        null,
      ),
    );
  }
  if (changed.length > 0) {
    findings.push(
      note(
        'AF408',
        '/spec/bdbs',
        `Changed filters hold for new client connections only: ${changed.map(called).join(', ')}.`,
        'Close the connections that are to follow the new filters, or wait until they end.',
      ),
    );
  }
  return findings;
}

/** With an expired licence cluster settings can be changed, databases cannot (license-keys page). */
async function licenseFindings(http: HttpClient): Promise<readonly Finding[]> {
  try {
    if (!(await getLicenseExpired(http))) return [];
    const message = "The cluster's licence has expired: databases cannot be changed until it is renewed.";
    return [error('AF401', '/spec/bdbs', message, 'Renew the licence; sink and policy can be changed without it.')];
  } catch (trouble) {
    if (!isProviderError(trouble) || trouble.code === 'AF302') throw trouble;
    const message = `Whether the licence is valid could not be told: ${trouble.message}`;
    return [note('AF406', '/spec/bdbs', message, 'Look at the licence in the cluster manager.')];
  }
}
