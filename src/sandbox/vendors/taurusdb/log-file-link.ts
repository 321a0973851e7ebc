import { createHmac } from 'node:crypto';

const PATH = /^\/audit-log-files\/([A-Za-z0-9]+)\/([^/]+)$/;

/** Path and query under which a file can be had without credentials until `expires`, in seconds since the epoch. */
export function logFileLink(instanceId: string, fileName: string, expires: number): string {
  const path = `/audit-log-files/${instanceId}/${encodeURIComponent(fileName)}`;
  const signature = createHmac('sha256', 'object storage').update(`${path} ${expires}`).digest('hex');
  return `${path}?Expires=${expires}&Signature=${signature}`;
}

/** Whose file a path asks for, or null when it is not one of a log file. */
export function logFileOf(path: string): { instanceId: string; fileName: string } | null {
  const [, instanceId, encoded] = PATH.exec(path) ?? [];
  if (instanceId === undefined || encoded === undefined) return null;
  try {
    return { instanceId, fileName: decodeURIComponent(encoded) };
  } catch {
    return null;
  }
}
