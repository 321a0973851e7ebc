import type { HttpClient } from '../../http/http-client.ts';
import { canonical, type JsonObject, member } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired, Discovery, OpenConnection, ProviderIo, Session } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { listInstances, setAuditLogPolicy, showAuditLogPolicy } from './api.ts';
import { asLimits, unfold } from './catalogue.ts';
import { serviceUrl } from './endpoint.ts';
import { createLogin } from './login.ts';
import { isOlder, reach } from './reach.ts';
import { classify } from './refusal.ts';
import { verify } from './verify.ts';
import type { Policy } from './wire.ts';

/** No rate is published; others in the family answer 429 beyond 200 calls in 5 minutes or 5 a second. */
const DEFAULTS = { concurrency: 4, requestsPerSecond: 5 };

export function open(connection: OpenConnection, io: ProviderIo): Session {
  const { projectId } = connection;
  if (projectId === null)
    throw new ProviderError('The connection has no project_id.', {
      code: 'AF216',
      trouble: 'refused',
      fix: 'Add project_id.',
    });
  const login = createLogin(connection, projectId, io);
  const http: HttpClient = io.http({
    baseUrl: serviceUrl(connection),
    authenticate: login.authenticate,
    classify: (response) => classify(response, login.renewable),
    renew: login.renew,
    defaults: DEFAULTS,
  });
  return {
    read: async ({ address, target }) =>
      observe(
        address,
        String(target.instance_id),
        await showAuditLogPolicy(http, projectId, String(target.instance_id)),
      ),
    reach: (delta) => reach(http, projectId, delta),
    apply: async ({ input }, { target }) => {
      await setAuditLogPolicy(http, projectId, String(target.instance_id), canonical(member(input, 'policy')!));
      return {};
    },
    verify: ({ target }: Desired, live) => verify(http, projectId, String(target.instance_id), live, io.clock.now()),
    discover: () => discover(http, projectId),
  };
}

function observe(address: string, instanceId: string, policy: Policy): Observation {
  return {
    address,
    identity: `taurusdb/${instanceId}`,
    presence: 'present',
    document: documentOf(policy),
    hidden: [],
    facts: policy.keepDays > 0 ? ['audit.enabled'] : [],
    limits: asLimits({ catalogue: policy.catalogue, answered: policy.auditTypes }),
    settled: true,
    token: null,
    notes: [],
  };
}

/** With audit off the vendor keeps no types. `reserve_audit_logs` is never answered; until someone switches off with it false, logs are kept. */
function documentOf({ keepDays, auditTypes, catalogue }: Policy): JsonObject {
  if (keepDays === 0) return { keep_days: 0 };
  return { keep_days: keepDays, audit_types: unfold(auditTypes, catalogue), reserve_audit_logs: true };
}

async function* discover(http: HttpClient, projectId: string): AsyncGenerator<Discovery> {
  for await (const { id, name, kernelVersion } of listInstances(http, projectId)) {
    if (kernelVersion !== null && isOlder(kernelVersion)) continue;
    const policy = await showAuditLogPolicy(http, projectId, id).catch((error: unknown) => {
      // One instance that does not support SQL audit must not hide the others.
      if (isProviderError(error) && (error.code === 'AF306' || error.code === 'AF502')) return null;
      throw error;
    });
    if (policy === null) continue;
    const spec =
      policy.keepDays === 0 ? { keep_days: 0 } : { keep_days: policy.keepDays, audit_types: [...policy.auditTypes] };
    yield { name: manifestName(name, id), target: { instance_id: id }, spec };
  }
}

/** Instance names are not unique, so the id's beginning goes with it. */
function manifestName(name: string, id: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return `${plain.slice(0, 200) || 'instance'}-${id.slice(0, 8).toLowerCase()}`;
}
