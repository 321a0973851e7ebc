import type { Author } from './forge.ts';

/** Hidden first line by which a later run finds what an earlier one has posted. */
export function marker(...words: readonly string[]): string {
  return `<!-- auditform:${words.join(' ')} -->`;
}

/** Words of a marker must not be able to end it. */
export function isMarkerId(text: string): boolean {
  return /^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/.test(text) && text.length <= 64;
}

/**
 * Ours is what begins with the marker and was written by this token's account or by an app. A person may quote the
 * marker, or post it to have us edit a comment that stays theirs; so neither counts.
 */
export function isOurs(
  remark: { readonly body: string; readonly author: Author },
  mark: string,
  self: string | null,
): boolean {
  return remark.body.startsWith(mark) && (remark.author.login === self || remark.author.bot);
}
