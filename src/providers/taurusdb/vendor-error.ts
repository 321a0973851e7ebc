import type { HttpResponse } from '../../http/http-client.ts';
import { type Json, member } from '../../model/json.ts';

export interface VendorError {
  /** The empty string when the body is not the vendor's. */
  readonly code: string;
  /** Fit to be shown. */
  readonly message: string;
  /** The whole text, which may hold secrets: for looking only. */
  readonly text: string;
}

/**
 * `{error_code, error_msg}` of the service and the gateway, or `{error: {code, message}}` of IAM. Messages change with
 * the language, so only the code decides anything.
 */
export function vendorError(response: HttpResponse): VendorError {
  const body = parsed(response.text);
  const inner = member(body, 'error');
  const code = member(body, 'error_code') ?? member(inner, 'code');
  const message = member(body, 'error_msg') ?? member(inner, 'message');
  const text = typeof message === 'string' ? message : '';
  const known = typeof code === 'string' || typeof code === 'number';
  return { code: known ? String(code).slice(0, 64) : '', message: harmless(text), text };
}

/** A gateway's own page is no JSON: then the status has to do. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** The gateway repeats the signed request, security token included, in its texts: nothing from there on is shown. */
function harmless(message: string): string {
  return message
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(
      /[,:]?\s*(canonical ?request|string ?to ?sign|signature|authorization|token|password\W*[:=]|secret|\bak\b).*$/i,
      '',
    )
    .slice(0, 300);
}
