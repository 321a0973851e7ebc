/** Fields that requests may carry, with what each must be. */
const TYPES = ['postgresql', 'mysql', 'sqlserver', 'oracle', 'mongodb', 'mariadb'];
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'];
const REQUIRED = ['name', 'type', 'host', 'port', 'database', 'username', 'password'] as const;

const text = (value: unknown) => typeof value === 'string' && value !== '';

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: text,
  type: (value) => TYPES.includes(value as string),
  host: text,
  port: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535,
  database: text,
  username: text,
  password: text,
  ssl_mode: (value) => SSL_MODES.includes(value as string),
  ssl_ca: text,
  tags: (value) => Array.isArray(value) && value.every(text),
  audit_options: optionsFit,
};

const OPTIONS: Readonly<Record<string, (value: unknown) => boolean>> = {
  capture_queries: (value) => typeof value === 'boolean',
  capture_results: (value) => typeof value === 'boolean',
  mask_sensitive_data: (value) => typeof value === 'boolean',
  retention_days: (value) => Number.isInteger(value) && (value as number) >= 7 && (value as number) <= 36_500,
};

function optionsFit(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.entries(value).every(([key, item]) => Object.hasOwn(OPTIONS, key) && OPTIONS[key]!(item));
}

/** What is wrong with a request body, or null. Server-owned and unknown fields are refused alike. */
export function bodyFault(body: Record<string, unknown>, creating: boolean): string | null {
  for (const [key, value] of Object.entries(body)) {
    if (!Object.hasOwn(FIELDS, key)) return `unknown field ${key}`;
    if (!FIELDS[key]!(value)) return `invalid value for ${key}`;
  }
  if (!creating) return body.type === undefined ? null : 'type cannot be changed';
  const missing = REQUIRED.find((key) => body[key] === undefined);
  return missing === undefined ? null : `missing required field ${missing}`;
}
