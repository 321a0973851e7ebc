import type { CommandContext } from './command-context.ts';
import { say } from './say.ts';

type Talk = { readonly quiet?: boolean; readonly logFormat?: string };

const TRACED = new Set(['plan', 'apply', 'drift', 'verify']);
const ADDRESSES = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
];

/** Runs a command, and sends traces and metrics of it where OTEL_* variables ask for them. Loads nothing otherwise. */
export async function traced(
  context: CommandContext,
  command: string,
  talk: Talk,
  run: (context: CommandContext) => Promise<number>,
): Promise<number> {
  const { env } = context;
  const wanted = ADDRESSES.some((name) => env[name]) && env.OTEL_SDK_DISABLED?.toLowerCase() !== 'true';
  if (!wanted || !TRACED.has(command)) return run(context);
  const { startTelemetry } = await import('../telemetry/start-telemetry.ts');
  const telemetry = startTelemetry(env, command);
  if (telemetry === null) {
    const message = 'No telemetry is sent: an OTLP address over HTTP is needed, and a protocol other than grpc.';
    say(context, talk, 'telemetry', message);
    return run(context);
  }
  let exit: number | null = null;
  try {
    exit = await run({ ...context, watch: telemetry.watch });
    return exit;
  } finally {
    const { spans, metrics } = await telemetry.close(exit);
    const lost = [...(spans > 0 ? [`${spans} spans`] : []), ...(metrics ? ['the metrics'] : [])];
    if (lost.length > 0)
      say(context, talk, 'telemetry', `The telemetry collector did not take ${lost.join(' and ')}.`, {
        spans,
        metrics,
      });
  }
}
