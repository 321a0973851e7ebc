import { isObject, type Json, member } from '../../model/json.ts';

/**
 * The form of error bodies is not documented, and their text may repeat what was sent, keys and passwords included. So
 * nothing of a body is passed on but words and field names of these two lists.
 */
const WORDS = new Set(
  `access account already api argument auth authentication authorization bad body bounds cannot code combination conflict
  connect connection constraint credential credentials database databases denied duplicate entity err error exceeded
  exists expired failed failure field fields forbidden found gateway gone host id in input insufficient internal invalid
  is json key limit limited locked malformed method missing must name network not object of option out parameter
  permission permissions plan policy port processable quota range rate refused reject rejected request required resource
  retention scope server service ssl status tags temporarily test timeout tls token too many type unauthorized unavailable
  unexpected unknown unprocessable unreachable unsupported upgrade url user value validation wrong`.split(/\s+/),
);

const FIELDS = [
  'name',
  'type',
  'host',
  'port',
  'database',
  'username',
  'password',
  'ssl_mode',
  'ssl_ca',
  'tags',
  'audit_options',
  'capture_queries',
  'capture_results',
  'mask_sensitive_data',
  'retention_days',
] as const;
/** A body that names more than these repeats the request. */
const FEW = 3;

/** The vendor's short code, or nothing when it holds anything but known words. */
export function vendorCode(text: string): string {
  const body = parsed(text);
  const inner = member(body, 'error');
  const candidates = [
    member(body, 'code'),
    member(body, 'error_code'),
    ...(isObject(inner) ? [member(inner, 'code'), member(inner, 'type')] : [inner]),
  ];
  return (
    candidates.find((candidate): candidate is string => typeof candidate === 'string' && isHarmless(candidate)) ?? ''
  );
}

/** Request fields that an error body mentions. */
export function fieldsNamed(text: string): readonly string[] {
  const named = FIELDS.filter((field) => new RegExp(`(?<![a-z_])${field}(?![a-z_])`).test(text));
  return named.length <= FEW ? named : [];
}

function isHarmless(code: string): boolean {
  if (code.length > 60) return false;
  const words = code
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_.-]+/);
  return words.every((word) => WORDS.has(word));
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
