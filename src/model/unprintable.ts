/** What shows nothing, reorders what stands beside it, or steers a terminal; halves of a character, and what is none. */
export const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** Whether all of a text can be seen. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) < 0;
}
