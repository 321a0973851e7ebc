import { randomBytes } from 'node:crypto';
import { version } from '../version.ts';
import { createTelemetry, type Telemetry } from './create-telemetry.ts';
import { createPoster } from './post-json.ts';
import { telemetrySettings } from './telemetry-settings.ts';

/** What an exit may wait for a collector. */
const PATIENCE_MS = 1000;

/** Telemetry of this process, sent where the environment says. Null: nowhere that could be used. */
export function startTelemetry(
  env: Readonly<Record<string, string | undefined>>,
  command: string,
  patienceMs: number = PATIENCE_MS,
): Telemetry | null {
  const settings = telemetrySettings(env, version);
  if (settings.traces === null && settings.metrics === null) return null;
  return createTelemetry({
    settings,
    command,
    poster: createPoster(),
    now: () => performance.timeOrigin + performance.now(),
    random: (bytes) => randomBytes(bytes).toString('hex'),
    bounded: (work) => bounded(work, patienceMs),
  });
}

async function bounded(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, elapsed]);
  clearTimeout(timer);
}
