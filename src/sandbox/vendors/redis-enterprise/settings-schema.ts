/** `audit_settings` as `/v1/jsonschema?object=bdb` shows it, and as PUT requests are checked against. */
export interface MemberSchema {
  readonly type: 'object' | 'string' | 'integer' | 'boolean' | 'array';
  readonly properties?: Readonly<Record<string, MemberSchema>>;
  readonly additionalProperties?: false;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly items?: MemberSchema;
  readonly maxItems?: number;
}

const MOST_ENTRIES = 512;
const FILTER_TYPE: MemberSchema = { type: 'string', enum: ['inclusive', 'exclusive'] };
const ENTRIES: MemberSchema = { type: 'array', items: { type: 'string' }, maxItems: MOST_ENTRIES };
const FLAG: MemberSchema = { type: 'boolean' };

export const AUDIT_SETTINGS_SCHEMA: MemberSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    audit_mode: { type: 'string', enum: ['disabled', 'connection', 'connection_and_crud'] },
    max_total_key_bytes: { type: 'integer', minimum: 0 },
    username_filter: {
      type: 'object',
      additionalProperties: false,
      properties: {
        enabled: FLAG,
        usernames: ENTRIES,
        filter_type: FILTER_TYPE,
        allow_while_username_unknown: FLAG,
      },
    },
    source_ip_filter: {
      type: 'object',
      additionalProperties: false,
      properties: { enabled: FLAG, ip_addresses: ENTRIES, cidr_ranges: ENTRIES, filter_type: FILTER_TYPE },
    },
  },
};

export interface SchemaFault {
  readonly text: string;
  readonly tooLong: boolean;
}

/** The first thing that does not fit, or null. */
export function schemaFault(schema: MemberSchema, value: unknown, place: string): SchemaFault | null {
  if (!typeFits(schema, value)) return { text: `${place} is not of type '${schema.type}'`, tooLong: false };
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) {
    return { text: `${place} is not one of ${JSON.stringify(schema.enum)}`, tooLong: false };
  }
  if (schema.minimum !== undefined && (value as number) < schema.minimum) {
    return { text: `${place} is less than the minimum of ${schema.minimum}`, tooLong: false };
  }
  if (schema.type === 'array') return arrayFault(schema, value as readonly unknown[], place);
  return schema.type === 'object' ? objectFault(schema, value as Record<string, unknown>, place) : null;
}

function typeFits({ type }: MemberSchema, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'integer' ? Number.isSafeInteger(value) : typeof value === type;
}

function arrayFault(schema: MemberSchema, values: readonly unknown[], place: string): SchemaFault | null {
  const { items, maxItems } = schema;
  for (const item of values) {
    const fault = items === undefined ? null : schemaFault(items, item, place);
    if (fault !== null) return fault;
  }
  return maxItems !== undefined && values.length > maxItems ? { text: `${place} is too long`, tooLong: true } : null;
}

function objectFault(
  schema: MemberSchema,
  value: Readonly<Record<string, unknown>>,
  place: string,
): SchemaFault | null {
  for (const [key, member] of Object.entries(value)) {
    const known = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined;
    if (known === undefined) {
      return { text: `Additional properties are not allowed ('${key}' was unexpected in ${place})`, tooLong: false };
    }
    const fault = schemaFault(known, member, key);
    if (fault !== null) return fault;
  }
  return null;
}
