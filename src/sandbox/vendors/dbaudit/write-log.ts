import type { DatabaseFields } from './database-fields.ts';

/** What a write said, fit for the log: secrets and certificates only as present. */
export function written(fields: DatabaseFields): string {
  const { password, ssl_ca, ...rest } = fields;
  return JSON.stringify({
    ...rest,
    ...(password === undefined ? {} : { password: '(present)' }),
    ...(ssl_ca === undefined ? {} : { ssl_ca: '(present)' }),
  });
}
