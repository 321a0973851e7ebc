import type { FactCatalogue } from '../../model/fact.ts';
import type { Json } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { Delta } from '../provider.ts';
import { type Intent, intentOf } from './intent.ts';
import { limitsOf } from './limits.ts';

export const facts: FactCatalogue = {
  'audit.enabled': 'Auditing is on for this instance.',
  'role.exists':
    'The account has the service-linked role AliyunServiceRoleForKvstore, with which Tair writes audit logs.',
};

/** Verbs of the operations' ids. */
export const SET_CONFIG = 'set-audit-log-config';
export const CREATE_ROLE = 'create-service-linked-role';

/** The one call for all changes of a target, with the role before it where it is known to be missing. */
export function operations(delta: Delta): Operation[] {
  const { enabling } = deltaIntent(delta);
  const missing = enabling && limitsOf(delta.live).role === 'missing';
  return missing ? [createRole(delta), setConfig(delta)] : [setConfig(delta)];
}

export function deltaIntent({ document, live }: Delta): Intent {
  return intentOf(document, live.document?.DbAudit === true);
}

/** Days that the region will keep; undefined: neither the manifests nor the vendor say. */
export function retentionAfter({ document, live, shared }: Delta): number | undefined {
  const known = [document.Retention, live.document?.Retention, shared['/Retention']];
  return known.find((value) => typeof value === 'number');
}

/** Who says how many days: this manifest, the region as it is, or another manifest of a region that has none yet. */
export type RetentionSource = 'manifest' | 'region' | 'another manifest';

function retentionSource({ document, live }: Delta): RetentionSource {
  if (document.Retention !== undefined) return 'manifest';
  return typeof live.document?.Retention === 'number' ? 'region' : 'another manifest';
}

/** ModifyAuditLogConfig always says DbAudit, because left out it means true; Retention only where auditing is on. */
function setConfig(delta: Delta): Operation {
  const { address, changes, document, live } = delta;
  const source = retentionSource(delta);
  const { on, enabling } = deltaIntent(delta);
  const retention = retentionAfter(delta) ?? null;
  const input: Json = on
    ? {
        DbAudit: true,
        Retention: retention,
        // A value that this manifest does not ask for is looked up once more, just before it is sent back.
        retentionFrom: source,
        switchManaged: document.DbAudit !== undefined,
      }
    : { DbAudit: false };
  return {
    id: `${address}/${SET_CONFIG}`,
    address,
    summary: `ModifyAuditLogConfig: ${summaryOf(on, retention, source, delta.shared['/Retention'])}`,
    input,
    realises: changes.map(({ id }) => id),
    requires: enabling && limitsOf(live).role !== 'unknown' ? [{ fact: 'role.exists', holds: true }] : [],
    ensures: [{ fact: 'audit.enabled', holds: on }],
    repeatable: true,
    exclusive: regionLock(delta),
  };
}

function summaryOf(on: boolean, retention: Json, source: RetentionSource, shared: Json | undefined): string {
  if (!on) return 'stop auditing this instance';
  if (source === 'region' && shared !== undefined && shared !== retention)
    return `audit, with the retention that the region has by then (${String(retention)} days now)`;
  const why = { manifest: '', region: ', as they are now', 'another manifest': ', as another manifest asks' }[source];
  return `audit; records are kept ${String(retention)} days in the whole region${why}`;
}

function createRole(delta: Delta): Operation {
  const { address } = delta;
  return {
    id: `${address}/${CREATE_ROLE}`,
    address,
    summary: 'InitializeKvstorePermission: create the service-linked role, once for the account',
    input: {},
    realises: [],
    requires: [],
    ensures: [{ fact: 'role.exists', holds: true }],
    repeatable: true,
    exclusive: regionLock(delta),
  };
}

/** Nobody changes the region's retention between what another one reads of it and its write. */
function regionLock({ live }: Delta): string {
  return `tair/${limitsOf(live).region}`;
}
