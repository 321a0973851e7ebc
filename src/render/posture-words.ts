import type { Family, Posture } from '../model/posture.ts';

export const FAMILIES: readonly Family[] = ['login', 'ddl', 'dcl', 'dml-write', 'dml-read', 'admin'];

export type FamilyState = 'on' | 'off' | 'unsure';

/** Whether records of a family are written: told only where the posture tells it. */
export function familyState(posture: Posture, family: Family): FamilyState {
  if (posture.recorded?.includes(family)) return 'on';
  return posture.excluded?.includes(family) || posture.enabled === 'off' ? 'off' : 'unsure';
}

/** `on, kept 30 days`: in a few words, for a picture. */
export function postureHeadline(posture: Posture | null): string {
  if (posture === null) return 'not known';
  const parts = [`auditing ${posture.enabled ?? 'not known'}`, keptWords(posture)];
  return parts.filter((part) => part !== '').join(', ');
}

/** Everything a posture says, as short sentences. */
export function postureSentences(posture: Posture | null): string[] {
  if (posture === null) return ['not known'];
  const { recorded, excluded, excludedUsers, sink, verified } = posture;
  const list = (title: string, items: readonly string[] | undefined) =>
    items === undefined || items.length === 0 ? '' : `${title} ${some(items)}`;
  return [
    postureHeadline(posture),
    list('records', recorded),
    list('does not record', excluded),
    list('leaves out users', excludedUsers),
    sink === undefined ? '' : `to ${sink}`,
    verified === false ? 'not shown by the vendor' : '',
  ].filter((part) => part !== '');
}

function keptWords({ retentionDays }: Posture): string {
  if (retentionDays === undefined) return '';
  if (retentionDays === null) return 'kept for ever';
  const days = Math.round(retentionDays * 10) / 10;
  return `kept ${days} ${days === 1 ? 'day' : 'days'}`;
}

function some(items: readonly string[]): string {
  return items.length <= 12 ? items.join(', ') : `${items.slice(0, 12).join(', ')} and ${items.length - 12} more`;
}
