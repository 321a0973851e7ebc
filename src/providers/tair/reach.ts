import type { Delta, Finding } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import type { Call } from './api.ts';
import { listInstances } from './list-instances.ts';
import { retentionAfter } from './operations.ts';
import { auditConfigOf, booleanOf, type InstanceFacts, instancesOf } from './wire.ts';

/** Looking up who shares the region's retention ends here; the rest is a count. */
const MAX_LOOKUPS = 200;

/** What stands in the way of the change, and whom else it touches. Called only for targets that change. */
export async function reach(call: Call, region: string, delta: Delta): Promise<Finding[]> {
  const live = delta.live.document;
  const on = (delta.document.DbAudit ?? live?.DbAudit) === true;
  const enabling = on && live?.DbAudit !== true;
  const findings: Finding[] = [];
  if (on && retentionAfter(delta) === undefined) {
    findings.push({ code: 'AF403', severity: 'error', message: 'The region keeps no retention yet, and the manifest gives none.', path: '/spec/DbAudit', fix: 'Add Retention.' });
  }
  if (enabling) findings.push(...(await prerequisites(call, region, String(delta.target.InstanceId))), cost());
  if (on && delta.changes.some(({ path }) => path === '/Retention')) findings.push(...(await neighbours(call, region, delta)));
  return findings;
}

async function prerequisites(call: Call, region: string, id: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  await tolerant(findings, 'Type and engine of the instance', async () => {
    const { instances } = instancesOf(await call('DescribeInstances', { RegionId: region, InstanceIds: id }));
    const instance = instances.find((candidate) => candidate.id === id);
    if (instance !== undefined) findings.push(...unfit(instance));
  });
  await tolerant(findings, 'The minor version of the instance', async () => {
    if (booleanOf(await call('DescribeEngineVersion', { InstanceId: id }), 'IsLatestVersion')) return;
    findings.push({ code: 'AF306', severity: 'error', message: 'Auditing can be enabled only on the latest minor version, and this instance has an older one.', path: '/target/InstanceId', fix: 'Upgrade the minor version (connections break for a moment), then plan again.' });
  });
  return findings;
}

function unfit({ type, engine, status }: InstanceFacts): Finding[] {
  const findings: Finding[] = [];
  if (type === 'Memcache' || (/^\d+(\.\d+)?$/.test(engine) && Number(engine) < 4)) {
    findings.push({ code: 'AF306', severity: 'error', message: `Audit logs need engine 4.0 or later; this is ${type || 'an instance'} ${engine}.`, path: '/target/InstanceId', fix: null });
  }
  if (status !== '' && status !== 'Normal') {
    findings.push({ code: 'AF407', severity: 'warning', message: `The instance is ${status}; the change waits until it is Normal.`, path: '/target/InstanceId', fix: null });
  }
  return findings;
}

function cost(): Finding {
  return { code: 'AF408', severity: 'note', message: 'Audit logs are billed by volume and retention, and cost 5 to 15 % performance on instances that write much.', path: '/spec/DbAudit', fix: null };
}

/** Retention is one value for the region: every instance there that audits keeps its records by it, managed or not. */
async function neighbours(call: Call, region: string, delta: Delta): Promise<Finding[]> {
  const findings: Finding[] = [];
  await tolerant(findings, 'Which other instances share the retention', async () => {
    const others = (await listInstances(call, region)).filter(({ id, type }) => id !== delta.target.InstanceId && type !== 'Memcache');
    const audited: string[] = [];
    for (const { id } of others.slice(0, MAX_LOOKUPS)) {
      // An instance that cannot say is not named: it has no audit logs, or is going away.
      const config = await call('DescribeAuditLogConfig', { RegionId: region, InstanceId: id }).then(auditConfigOf, () => null);
      if (config?.enabled) audited.push(id);
    }
    const unasked = Math.max(others.length - MAX_LOOKUPS, 0);
    if (audited.length + unasked === 0) return;
    const more = unasked === 0 ? '' : `, and perhaps some of ${unasked} that were not asked`;
    findings.push({
      code: 'AF404',
      severity: 'warning',
      message: `Retention is one value for the region: ${audited.join(', ') || 'no other instance'}${more} will keep records ${String(retentionAfter(delta))} days too.`,
      path: '/spec/Retention',
      fix: null,
    });
  });
  return findings;
}

/** Looking ahead needs permissions that the change itself does not: without them the vendor judges the write. */
async function tolerant(findings: Finding[], what: string, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!isProviderError(error) || error.trouble === 'unavailable' || error.code === 'AF302') throw error;
    findings.push({ code: 'AF406', severity: 'note', message: `${what} could not be looked up: ${error.message}`, path: '/target/InstanceId', fix: null });
  }
}
