import { ENGINES, SSL_MODES } from './engines.ts';
import type { DbauditQuirks } from './quirks.ts';
import { badRequest } from './refusal.ts';
import { isObject } from '../../shape.ts';
import type { DbauditOptions } from './state.ts';

/** A request body that has passed `checkFields`. */
export interface DatabaseFields {
  readonly name?: string;
  readonly type?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly username?: string;
  readonly password?: string;
  readonly ssl_mode?: string;
  readonly ssl_ca?: string;
  readonly tags?: string[];
  readonly audit_options?: DbauditOptions;
}

export type NewDatabaseFields = DatabaseFields &
  Required<Pick<DatabaseFields, 'name' | 'type' | 'host' | 'port' | 'database' | 'username' | 'password'>>;

/** Required in a POST (Databases page). */
const REQUIRED: readonly (keyof DatabaseFields)[] = [
  'name',
  'type',
  'host',
  'port',
  'database',
  'username',
  'password',
];

const SERVER_OWNED: readonly string[] = [
  'id',
  'status',
  'audit_status',
  'stats',
  'health',
  'created_at',
  'updated_at',
  'last_event_at',
];

type Test = (value: unknown, quirks: DbauditQuirks) => boolean;

const filled = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const integerWithin = (value: unknown, lowest: number, highest: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= lowest && value <= highest;

const FIELDS: Readonly<Record<string, Test>> = {
  name: filled,
  type: (value) => ENGINES.some((engine) => engine === value),
  // A name or an IP address: a URL or a path is the client's mistake.
  host: (value) => filled(value) && !/[\s/@]/.test(value),
  port: (value) => integerWithin(value, 1, 65_535),
  database: filled,
  username: filled,
  password: (value) => typeof value === 'string' && value !== '',
  ssl_mode: (value) => SSL_MODES.some((mode) => mode === value),
  ssl_ca: (value) => filled(value) && value.trimStart().startsWith('-----BEGIN CERTIFICATE-----'),
  tags: (value) => Array.isArray(value) && value.every(filled),
  audit_options: isObject,
};

const isBoolean: Test = (value) => typeof value === 'boolean';

const OPTIONS: Readonly<Record<string, Test>> = {
  capture_queries: isBoolean,
  capture_results: isBoolean,
  mask_sensitive_data: isBoolean,
  retention_days: (value, { retentionBounds }) =>
    retentionBounds === 'privacy' ? integerWithin(value, 30, 2_555) : integerWithin(value, 7, Number.MAX_SAFE_INTEGER),
};

function optionTest(key: string, quirks: DbauditQuirks): Test | undefined {
  if (Object.hasOwn(OPTIONS, key)) return OPTIONS[key];
  return quirks.extraOptions.includes(key) ? isBoolean : undefined;
}

function checkValue(name: string, value: unknown, test: Test | undefined, quirks: DbauditQuirks): void {
  if (SERVER_OWNED.includes(name)) throw badRequest(`field ${name} is read-only`);
  if (test === undefined) throw badRequest(`unknown field ${name}`);
  if (value === null) throw badRequest(`field ${name} must not be null`);
  if (!test(value, quirks)) throw badRequest(`field ${name} has an invalid value`);
}

/** Every field known, writable, not null and of its documented kind; throws a 400 otherwise. */
export function checkFields(body: Readonly<Record<string, unknown>>, quirks: DbauditQuirks): DatabaseFields {
  for (const [name, value] of Object.entries(body)) {
    checkValue(name, value, Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined, quirks);
  }
  const options = body.audit_options;
  for (const [key, value] of Object.entries(isObject(options) ? options : {})) {
    checkValue(`audit_options.${key}`, value, optionTest(key, quirks), quirks);
  }
  return body as DatabaseFields;
}

export function checkNewFields(body: Readonly<Record<string, unknown>>, quirks: DbauditQuirks): NewDatabaseFields {
  const fields = checkFields(body, quirks);
  for (const name of REQUIRED) {
    if (fields[name] === undefined) throw badRequest(`missing required field ${name}`);
  }
  return fields as NewDatabaseFields;
}
