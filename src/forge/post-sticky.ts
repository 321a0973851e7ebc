import { sameText } from './comment-body.ts';
import type { Forge } from './forge.ts';
import { isOurs } from './marker.ts';

export type StickyOutcome = 'posted' | 'edited' | 'unchanged' | 'nothing to say';

/**
 * Leaves exactly one comment with this marker on the pull request, with this text. Nothing is written when it stands there
 * already, nor when there is nothing to say (`mayStaySilent`) and nothing was said before.
 */
export async function postSticky(
  forge: Forge,
  pull: number,
  { mark, body, mayStaySilent }: { readonly mark: string; readonly body: string; readonly mayStaySilent: boolean },
): Promise<StickyOutcome> {
  const self = await forge.whoAmI();
  const [kept, ...extra] = (await forge.remarks(pull)).filter((remark) => isOurs(remark, mark, self));
  for (const { id } of extra) await forge.deleteRemark(pull, id);
  if (kept === undefined) {
    if (mayStaySilent) return 'nothing to say';
    await forge.addRemark(pull, body);
    return 'posted';
  }
  if (sameText(kept.body, body)) return 'unchanged';
  await forge.editRemark(pull, kept.id, body);
  return 'edited';
}
