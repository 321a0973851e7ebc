/** A forge did not do what was asked. Holds neither the token nor anything of the answer's body. */
export class ForgeError extends Error {
  override readonly name = 'ForgeError';
  /** The next thing to do or grant. */
  readonly fix: string;
  /** Of the answer; null: there was none. */
  readonly status: number | null;

  constructor(message: string, fix: string, status: number | null = null) {
    super(message);
    this.fix = fix;
    this.status = status;
  }
}
