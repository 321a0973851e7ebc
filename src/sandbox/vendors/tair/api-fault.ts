/** A refusal as the vendor words it; `index.ts` turns it into the answer. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Members added to the error body. */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.detail = detail;
  }
}

export function instanceNotFound(): ApiFault {
  return new ApiFault(404, 'InvalidInstanceId.NotFound', 'The specified instance is not found.');
}

/** DescribeAuditRecords page, error codes. */
export function auditNotSupported(): ApiFault {
  return new ApiFault(400, 'IncorrectDBInstance.NotSupported', 'This instance do not support log audit.');
}

export function apiNotFound(): ApiFault {
  return new ApiFault(404, 'InvalidApi.NotFound', 'Specified api is not found, please check your url and method.');
}

/** Gateway validation names the parameter inside the code. */
export function invalidParameter(name: string): ApiFault {
  return new ApiFault(400, `Invalid${name}`, `The specified parameter ${name} is not valid.`);
}

export function missingParameter(name: string): ApiFault {
  return new ApiFault(400, `Missing${name}`, `${name} is mandatory for this action.`);
}

export function malformedRequest(message: string): ApiFault {
  return new ApiFault(400, 'InvalidParameter.Format', message);
}
