import { createHash, createHmac } from 'node:crypto';
import type { SimulatedRequest } from '../../simulator.ts';

/** Canonical request and signature of SDK-HMAC-SHA256 as the API Gateway signing guide defines them. */
export function gatewaySignature(request: SimulatedRequest, signedHeaders: readonly string[], date: string, secretKey: string): { canonical: string; signature: string } {
  const path = request.path.split('/').map((part) => strict(decode(part))).join('/');
  const pairs = request.rawQuery === '' ? [] : request.rawQuery.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [strict(decode(pair)), ''] : [strict(decode(pair.slice(0, at))), strict(decode(pair.slice(at + 1)))];
  });
  const query = pairs.map(([name, value]) => `${name}=${value}`).sort().join('&');
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join('');
  const payload = request.headers['x-sdk-content-sha256'] ?? hash(request.body);
  const canonical = [request.method, path.endsWith('/') ? path : `${path}/`, query, headers, signedHeaders.join(';'), payload].join('\n');
  const signature = createHmac('sha256', secretKey).update(['SDK-HMAC-SHA256', date, hash(Buffer.from(canonical))].join('\n')).digest('hex');
  return { canonical, signature };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function strict(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
