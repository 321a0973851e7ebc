import type { Finding } from '../provider.ts';
import type { TairApi } from './api.ts';
import { isAnswerless } from './refusal.ts';
import type { Region } from './region.ts';
import { support } from './support.ts';
import type { Instance } from './wire.ts';

/**
 * What the vendor asks of an instance before its audit settings may change (ModifyAuditLogConfig). A look-up that is
 * forbidden or unknown is a note: the vendor judges the write itself.
 */
export async function prerequisites(
  api: TairApi,
  region: Pick<Region, 'instance'>,
  id: string,
  enabling: boolean,
): Promise<Finding[]> {
  const findings = await tolerant('Whether the region has the instance', async () => {
    const instance = await region.instance(id);
    const place = placeOf(instance, id, api.region);
    if (place !== null || instance === null) return place === null ? [] : [place];
    return enabling ? [...fitness(instance)] : [];
  });
  if (!enabling || findings.some(({ severity }) => severity === 'error')) return findings;
  const version = await tolerant('Whether the instance runs the latest minor version', async () =>
    (await api.isLatestVersion(id)) ? [] : [outdated],
  );
  return [...findings, ...version];
}

/** The writing call has no region of its own: an instance elsewhere would be changed there. */
function placeOf(instance: Instance | null, id: string, region: string): Finding | null {
  const about = { severity: 'error', path: '/target/InstanceId' } as const;
  if (instance === null) {
    const message = `DescribeInstances does not list ${id} in ${region}.`;
    return { ...about, code: 'AF305', message, fix: 'Check InstanceId, and region and account of the connection.' };
  }
  if (instance.region === '' || instance.region === region) return null;
  const message = `${id} is in ${instance.region}, and the connection is for ${region}.`;
  return { ...about, code: 'AF308', message, fix: `Use a connection with region: ${instance.region}.` };
}

function* fitness(instance: Instance): Generator<Finding> {
  const { verdict, why } = support(instance);
  const about = { code: 'AF306', path: '/target/InstanceId' } as const;
  if (verdict !== 'yes') {
    const severity = verdict === 'no' ? 'error' : 'warning';
    const message = `Audit logs ${verdict === 'no' ? 'are not supported' : 'may not be supported'} on this instance: ${why}.`;
    const fix = 'Audit logs need Community Edition or Tair DRAM-based, engine 4.0 or later.';
    yield { ...about, severity, message, fix };
  }
  if (
    verdict === 'yes' &&
    instance.instanceClass.startsWith('tair.') &&
    /^(cluster|rwsplit)$/.test(instance.architecture)
  ) {
    const message = `An older guide allows audit logs on cloud-native instances only in the standard architecture; this one is ${instance.architecture}.`;
    yield {
      ...about,
      severity: 'warning',
      message,
      fix: 'Apply it to one such instance first; verify tells whether it records.',
    };
  }
}

const outdated: Finding = {
  code: 'AF306',
  severity: 'error',
  message: 'Auditing can be enabled only on the latest minor version, and this instance runs an older one.',
  path: '/target/InstanceId',
  fix: 'Upgrade the minor version in a maintenance window (connections break, writes pause), then plan again.',
};

async function tolerant(what: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!isAnswerless(error)) throw error;
    const message = `${what} could not be looked up: ${error.message}`;
    const fix = 'Look at it in the console; the vendor judges the write in any case.';
    return [{ code: 'AF406', severity: 'note', message, path: '/target/InstanceId', fix }];
  }
}
