import type { JsonObject } from '../../model/json.ts';
import type { Discovery } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import type { TaurusDBApi } from './api.ts';
import { recordsAll } from './catalogue.ts';
import { isOlder } from './readiness.ts';
import type { Policy } from './wire.ts';

/** Every instance of the project that can say how it is audited; no call reads many policies at once. */
export async function* discover(api: TaurusDBApi): AsyncGenerator<Discovery> {
  for await (const { id, name, kernelVersion } of api.listInstances()) {
    if (kernelVersion !== null && isOlder(kernelVersion)) continue;
    const policy = await api.showAuditLogPolicy(id).catch(unreadable);
    if (policy !== null) yield { name: manifestName(name, id), target: { instance_id: id }, spec: specOf(policy) };
  }
}

/** Every type becomes an empty list, so that operations of later kernels are recorded too. */
function specOf({ keepDays, auditTypes, catalogue }: Policy): JsonObject {
  if (keepDays === 0) return { keep_days: 0 };
  const all = catalogue !== null && recordsAll(auditTypes, catalogue);
  return { keep_days: keepDays, audit_types: all ? [] : [...auditTypes] };
}

/** Gone since it was listed, busy, or unable to tell: that must not hide the others. A missing permission concerns them all. */
function unreadable(error: unknown): null {
  if (isProviderError(error) && /^AF30[456]$|^AF407$/.test(error.code)) return null;
  throw error;
}

/** Instance names are not unique, so the id's beginning goes with it. */
function manifestName(name: string, id: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return `${plain.slice(0, 200) || 'instance'}-${id.slice(0, 8).toLowerCase()}`;
}
