import { commonOptions } from '../../src/commands/common-options.ts';
import { loadProject } from '../../src/commands/load-project.ts';
import { createSessions } from '../../src/connection/create-sessions.ts';
import type { Operation } from '../../src/model/operation.ts';
import type { Workspace } from '../workspace.ts';

/** Sends one operation of a plan without the ones that it waits for. Rejects with what the provider says. */
export async function sendAlone({ folder, sandbox }: Workspace, operation: Operation): Promise<void> {
  const { targets } = await loadProject([folder], commonOptions({}, {}), Date.now);
  const target = targets.find(({ address }) => address === operation.address)!;
  const sessions = createSessions({
    mode: 'write',
    env: sandbox.environment,
    secretsDirs: [],
    signal: new AbortController().signal,
    settleMs: 5_000,
  });
  try {
    const session = await sessions.of(target);
    await session.read(target);
    await session.apply(operation, target);
  } finally {
    await sessions.close();
  }
}
