/** Something that is true or false of a target, such as `sink.configured` or `database/7.audited`. */
export type Fact = string;

/** A fact with the truth value that an operation needs or brings about. */
export interface Condition {
  readonly fact: Fact;
  readonly holds: boolean;
}

/** Sentence for people about each fact; a key ending in `*` covers every fact with that beginning. */
export type FactCatalogue = Readonly<Record<string, string>>;
