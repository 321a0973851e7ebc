import { ForgeError } from './forge-error.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface ForgeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed body; null where it is empty. */
  readonly value: unknown;
}

/** A success with its parsed body; throws ForgeError, saying what is missing, for everything else. */
export function judgeForgeAnswer(
  { status, headers, text }: RawAnswer,
  needs: string,
  { name, source, waitMs }: { readonly name: string; readonly source: string; readonly waitMs: number | null },
): ForgeAnswer {
  const fail = (what: string, fix: string): never => {
    throw new ForgeError(`${name} answered ${status} to ${source}: ${what}`, fix, status);
  };
  if (status >= 200 && status < 300) {
    try {
      return { status, headers, value: text === '' ? null : JSON.parse(text) };
    } catch {
      return fail('something that is not JSON', 'Check that the address of the API is not a proxy or login page.');
    }
  }
  if (status >= 500) return fail('a failure of its own', 'Run the job again later.');
  if (waitMs !== null) {
    // Not 403: a throttled call says nothing about permissions.
    throw new ForgeError(
      `${name} answered ${status} to ${source}: too many calls, ${Math.ceil(waitMs / 1000)} s to wait`,
      'Run the job again later.',
      429,
    );
  }
  switch (status) {
    case 401:
      return fail('the token is not valid', 'Pass a token that has not expired.');
    case 403:
      return fail('the token may not do this', `Grant it "${needs}". Pipelines of forks get read-only tokens.`);
    case 404:
      return fail(
        'not there, or not visible to the token',
        `Check the repository and number, and that the token has "${needs}".`,
      );
    case 422:
      return fail('the request was refused as invalid', 'Check the number, the commit and the size of the report.');
    default:
      return fail('not what was expected', 'Check the address of the API.');
  }
}
