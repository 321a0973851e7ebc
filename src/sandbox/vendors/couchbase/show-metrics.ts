import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { shownSettings } from './gossip.ts';
import { textReply } from './reply.ts';
import type { CouchbaseNode } from './state.ts';

/** GET /metrics: Prometheus text of this node; without its data daemon it has no `kv_` series. */
export function showMetrics(call: Call): SimulatedReply {
  const { state, index, node, now } = call;
  const lines = ['# TYPE sys_cpu_cores_available gauge', 'sys_cpu_cores_available 4'];
  if (node.dataDaemon === 'up') {
    const settings = shownSettings(state, index, now);
    const silent = settings.auditdEnabled && !canWrite(node, settings.logPath);
    const dropped = silent ? Math.max(0, Math.floor((now - state.logPathSetAt) / 1000)) : 0;
    lines.push('# TYPE kv_audit_dropped_events counter', `kv_audit_dropped_events ${node.droppedEvents + dropped}`);
    lines.push('# TYPE kv_audit_enabled gauge', `kv_audit_enabled ${settings.auditdEnabled ? 1 : 0}`);
  }
  return textReply(200, `${lines.join('\n')}\n`, { 'content-type': 'text/plain; version=0.0.4' });
}

/** A node makes a missing folder if it can, and drops events otherwise; the API reports neither (auditfile.cc). */
function canWrite({ directories, createsDirectories }: CouchbaseNode, logPath: string | null): boolean {
  return logPath === null || createsDirectories || directories.includes(logPath.replace(/(?<=[^/])\/+$/, ''));
}
