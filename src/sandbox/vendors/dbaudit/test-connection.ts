import type { SimulatedReply } from '../../simulator.ts';
import { connects } from './connection.ts';
import { connectionTestFailed } from './refusal.ts';
import type { DbauditDatabase, DbauditState } from './state.ts';

/** `/test`: logs in with the stored credentials. How a failure looks is documented nowhere. */
export function testConnection(state: DbauditState, database: DbauditDatabase): SimulatedReply {
  const { latencyMs, version, permissions, warnings } = database.probe;
  if (connects(state, database)) {
    const body = { success: true, latency_ms: latencyMs, version, permissions, warnings };
    return { status: 200, body: structuredClone(body) };
  }
  if (state.quirks.testFailure === '422') throw connectionTestFailed();
  const body = { success: false, latency_ms: null, version: null, permissions: {}, warnings: ['Connection failed.'] };
  return { status: 200, body };
}
