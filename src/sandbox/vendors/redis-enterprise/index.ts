import type { SimulatedReply, SimulatedRequest, Simulator, SimulatorOptions } from '../../simulator.ts';
import { answerRequest } from './answer-request.ts';
import { defaultRedisEnterpriseState } from './default-state.ts';
import { metricsText } from './metrics-text.ts';
import { Refusal, refusal, refusalReply } from './refusal.ts';
import { restoredState } from './restored-state.ts';
import { settle } from './settle.ts';
import type { RedisEnterpriseState } from './state.ts';

export { defaultRedisEnterpriseState, newRedisCredential, newRedisDatabase } from './default-state.ts';
export type * from './state.ts';

const METRICS_LISTENER = 2;

/** Redis Enterprise Software: listener 0 is the primary node, 1 another node, 2 the metrics stream. */
export function createRedisEnterpriseSimulator(options: SimulatorOptions): Simulator {
  let state = defaultRedisEnterpriseState(options.now());
  let origins: readonly string[] = [];
  const [admin, viewer] = state.credentials;

  function handle(request: SimulatedRequest): SimulatedReply {
    const now = options.now();
    try {
      settle(state, now);
      if (request.listener === METRICS_LISTENER) return metricsText(state, request);
      return atNode(state, request, origins) ?? answerRequest(state, request, { now, settleMs: options.settleMs });
    } catch (error) {
      const known = error instanceof Refusal ? error : refusal(500, 'internal_error', 'Internal server error');
      return refusalReply(state, known);
    }
  }

  return {
    id: 'redis-enterprise',
    listeners: 3,
    attach: (given) => {
      origins = given;
    },
    handle,
    state: () => {
      settle(state, options.now());
      return structuredClone(state);
    },
    restore: (value) => {
      state = restoredState(value);
    },
    environment: {
      REDIS_ENTERPRISE_USERNAME: admin?.username ?? '',
      REDIS_ENTERPRISE_PASSWORD: admin?.password ?? '',
      REDIS_ENTERPRISE_VIEWER_USERNAME: viewer?.username ?? '',
      REDIS_ENTERPRISE_VIEWER_PASSWORD: viewer?.password ?? '',
    },
  };
}

/** What the node says before anything is looked at: 503 when it is down, 307 when it is not the primary. */
function atNode(
  { nodes, cluster, quirks }: RedisEnterpriseState,
  { listener, path, rawQuery }: SimulatedRequest,
  origins: readonly string[],
): SimulatedReply | null {
  const node = nodes[listener];
  if (node === undefined || !node.responding) return { status: 503, body: '' };
  if (node.role === 'master' || cluster.handle_redirects) return null;
  const primary = nodes.findIndex(({ role }) => role === 'master');
  const own = primary < METRICS_LISTENER ? origins[primary] : undefined;
  const origin = quirks.redirectOrigin ?? own ?? `https://${nodes[primary]?.addr}:9443`;
  return { status: 307, headers: { location: `${origin}${path}${rawQuery === '' ? '' : `?${rawQuery}`}` }, body: '' };
}
