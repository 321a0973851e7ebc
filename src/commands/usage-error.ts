/** The command line is not understood: exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function usageError(message: string): never {
  throw new UsageError(message);
}
