/** The journal cannot take a line: without its intent on disk no write is sent. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}
