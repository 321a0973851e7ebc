import { isAbsolute } from 'node:path/posix';
import type { JsonObject } from '../../model/json.ts';
import type { RedisEnterpriseSpec } from '../../schema/generated/redis-enterprise.ts';
import type { Finding } from '../provider.ts';
import { checkDatabases } from './check-databases.ts';
import { error, warning } from './finding.ts';
import { isHost } from './network-address.ts';
import { askedMode } from './wish.ts';

const SINK = '/spec/db_conns';

/** What the schema cannot say: the cluster's own validation errors, caught before anything is asked of it. */
export function check(document: JsonObject): readonly Finding[] {
  const spec = document as RedisEnterpriseSpec;
  return [
    ...(spec.db_conns == null ? [] : checkSink(spec.db_conns)),
    ...(spec.db_conns === null ? checkRemoval(spec) : []),
    ...checkDatabases(spec.bdbs ?? []),
  ];
}

function checkSink(sink: NonNullable<RedisEnterpriseSpec['db_conns']>): readonly Finding[] {
  const findings = sink.audit_protocol === 'TCP' ? checkTcp(sink) : checkLocal(sink);
  const attempts = sink.audit_reconnect_max_attempts ?? 0;
  if (attempts === 0) return findings;
  const message = `After ${attempts} failed attempts a proxy gives up for good and its records are lost until it restarts.`;
  return [
    ...findings,
    warning('AF213', `${SINK}/audit_reconnect_max_attempts`, message, 'Use 0, which never gives up.'),
  ];
}

function checkTcp(sink: NonNullable<RedisEnterpriseSpec['db_conns']>): readonly Finding[] {
  const findings: Finding[] = [];
  if (sink.audit_port === undefined) {
    findings.push(
      error('AF203', SINK, 'audit_protocol TCP needs audit_port.', 'Add audit_port: the port of the listener.'),
    );
  }
  if (!isHost(sink.audit_address)) {
    const message = `"${sink.audit_address}" is neither an IP address nor a host name.`;
    findings.push(
      error('AF202', `${SINK}/audit_address`, message, 'Give the host alone; the port goes into audit_port.'),
    );
  }
  return findings;
}

function checkLocal(sink: NonNullable<RedisEnterpriseSpec['db_conns']>): readonly Finding[] {
  const findings = [
    warning(
      'AF213',
      `${SINK}/audit_protocol`,
      'audit_protocol local is for test systems; the vendor does not support it in production.',
      'In production use TCP, with audit_address and audit_port of a listener.',
    ),
  ];
  if (sink.audit_port !== undefined) {
    findings.push(
      error('AF212', `${SINK}/audit_port`, 'audit_protocol local takes no audit_port.', 'Remove audit_port.'),
    );
  }
  if (!isAbsolute(sink.audit_address.trim())) {
    const message = `"${sink.audit_address}" is no absolute path of a socket file.`;
    findings.push(
      error('AF202', `${SINK}/audit_address`, message, 'Give the path of the stream socket on every node.'),
    );
  }
  return findings;
}

/** A sink cannot go while the policy or a database is on. */
function checkRemoval(spec: RedisEnterpriseSpec): readonly Finding[] {
  const fix = 'Give db_conns a sink, or switch auditing off here too.';
  const findings: Finding[] = [];
  if (spec.policy?.db_conns_auditing === true) {
    findings.push(
      error(
        'AF212',
        '/spec/policy/db_conns_auditing',
        'The policy audits new databases, but db_conns is null: there would be no sink.',
        fix,
      ),
    );
  }
  (spec.bdbs ?? []).forEach((item, index) => {
    if ((askedMode(item) ?? 'disabled') === 'disabled') return;
    const message = `Database ${item.name ?? item.uid} is to be audited, but db_conns is null: there would be no sink.`;
    findings.push(error('AF212', `/spec/bdbs/${index}`, message, fix));
  });
  return findings;
}
