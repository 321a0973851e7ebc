import { ACS_ALGORITHM } from './acs-signature.ts';
import { ApiFault } from './api-fault.ts';

export interface AuthorizationHeader {
  readonly accessKeyId: string;
  readonly signedHeaders: string;
  readonly signature: string;
}

export function incompleteSignature(): ApiFault {
  return new ApiFault(400, 'IncompleteSignature', 'The request signature does not conform to Aliyun standards.');
}

/** `ACS3-HMAC-SHA256 Credential=..,SignedHeaders=..,Signature=..`: this order, no blanks after the commas. */
export function parseAuthorization(value: string | undefined): AuthorizationHeader {
  const [algorithm = '', rest = ''] = splitOnce(value ?? '', ' ');
  if (algorithm === '' || rest === '') throw incompleteSignature();
  if (algorithm !== ACS_ALGORITHM) {
    throw new ApiFault(400, 'InvalidSignatureMethod', 'Specified signature method is not valid.');
  }
  // An empty Signature is well-formed for the gateway, it answers SignatureDoesNotMatch (alibabacloud-csharp-sdk issue 40).
  const parts = /^Credential=([^,\s]+),SignedHeaders=([^,\s]+),Signature=([^,\s]*)$/.exec(rest);
  const [, accessKeyId, signedHeaders, signature] = parts ?? [];
  if (accessKeyId === undefined || signedHeaders === undefined || signature === undefined) throw incompleteSignature();
  return { accessKeyId, signedHeaders, signature };
}

function splitOnce(value: string, separator: string): string[] {
  const at = value.indexOf(separator);
  return at < 0 ? [value] : [value.slice(0, at), value.slice(at + separator.length)];
}
