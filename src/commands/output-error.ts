import type { Problem } from '../model/problem.ts';

/** Output that was asked for and could not be written; what the command did holds nevertheless. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** Runs `write`, and throws OutputError instead of the file system's error. `what` names the output. */
export async function demandWritten(what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new OutputError(unwrittenText(what, code ?? message), { cause: error });
  }
}

export function unwrittenText(what: string, why: string): string {
  return `${what} cannot be written (${why}).`;
}

export function outputProblem(message: string): Problem {
  return {
    code: 'AF902',
    severity: 'error',
    message,
    at: null,
    fix: 'Check the path and the room on the disk.',
  };
}
