import { createSystemClock } from '../connection/system-clock.ts';
import type { Forge } from '../forge/forge.ts';
import { createForgeClient, type ForgeClient } from '../forge/forge-client.ts';
import type { ForgePlace } from '../forge/forge-place.ts';
import { createGithubForge } from '../forge/github-forge.ts';
import { createGitlabForge } from '../forge/gitlab-forge.ts';
import { createTransport } from '../http/transport.ts';
import type { CommandContext } from './command-context.ts';

export interface OpenForge {
  readonly forge: Forge;
  readonly client: ForgeClient;
  close(): Promise<void>;
}

/** The forge that a checked place names. */
export function openForge(context: CommandContext, place: ForgePlace): OpenForge {
  const transport = createTransport({
    caCertificate: null,
    serverName: null,
    insecureSkipVerify: false,
    connectTimeoutMs: 10_000,
  });
  const github = place.forge === 'github';
  const client = createForgeClient({
    name: github ? 'GitHub' : 'GitLab',
    apiUrl: place.apiUrl,
    headers: { 'user-agent': 'auditform', 'accept-encoding': 'identity', ...place.authentication },
    transport,
    clock: createSystemClock(context.stop),
    signal: context.stop,
  });
  const create = github ? createGithubForge : createGitlabForge;
  return { forge: create(client, place.repository!), client, close: () => transport.close() };
}
