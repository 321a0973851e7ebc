import { createHash } from 'node:crypto';
import type { TaurusdbFile, TaurusdbInstance } from './state.ts';

const DAY = 86_400_000;
/** The user guide: a file goes up every 30 minutes or at 100 MB. */
const UPLOAD_EVERY_MS = 1_800_000;

/** Files up to this moment: one at each half hour in which audit was on and there was traffic. */
export function uploadFiles(instance: TaurusdbInstance, until: number): void {
  if (instance.keepDays === 0 || !instance.writesLogs) {
    instance.uploadedUntil = Math.max(instance.uploadedUntil, until);
    return;
  }
  // What would have expired by now need not be made first.
  const from = Math.max(instance.uploadedUntil, until - instance.keepDays * DAY);
  let begin = from;
  for (let end = nextTick(from + 1, UPLOAD_EVERY_MS); end <= until; end += UPLOAD_EVERY_MS) {
    instance.files.push(fileOf(instance, begin, end));
    begin = end;
  }
  instance.uploadedUntil = Math.max(instance.uploadedUntil, begin);
}

/** Expired files go at the first cleanup after their expiry, and not before one after the last change of policy. */
export function dropExpiredFiles(instance: TaurusdbInstance, now: number, cleanupEveryMs: number): void {
  if (instance.keepDays === 0) return;
  instance.files = instance.files.filter((file) => {
    const expiresAt = Math.max(file.end + instance.keepDays * DAY, instance.policySince);
    return nextTick(expiresAt, cleanupEveryMs) > now;
  });
}

/** First multiple of `every` that is not before `time`. */
function nextTick(time: number, every: number): number {
  return Math.ceil(time / every) * every;
}

function fileOf(instance: TaurusdbInstance, begin: number, end: number): TaurusdbFile {
  const id = createHash('sha256').update(`${instance.id} ${end}`).digest('hex').slice(0, 32);
  const stamp = new Date(end).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
  return { id, name: `audit_${instance.name}_${stamp}.csv`, size: 512, begin, end };
}
