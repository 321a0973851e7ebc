import type { Change, Shown } from '../model/change.ts';
import { isObject, type Json } from '../model/json.ts';
import { tokens } from '../model/pointer.ts';
import { nodeAt, schemaNode } from '../schema/annotations.ts';
import { type Kind, kinds } from '../schema/kinds.ts';
import { printable } from './printable.ts';

/** A change in words: what it is about, and from what to what. */
export interface DescribedChange {
  readonly subject: string;
  readonly values: string;
}

/** Words for one change; units and set members come from the schema. */
export function describeChange(change: Change): DescribedChange {
  const steps = tokens(change.path);
  const root = schemaNode(kinds[change.address.split('/')[0] as Kind].schema).child('spec');
  const node = root === null ? null : nodeAt(root, steps);
  const parent = root === null ? null : nodeAt(root, steps.slice(0, -1));
  const unit = node?.annotation.unit;
  if (parent?.annotation.set === true) {
    const added = change.after !== null;
    return {
      subject: steps.slice(0, -1).join('.'),
      values: `${added ? 'add' : 'remove'} ${value(added ? change.after : change.before)}`,
    };
  }
  return { subject: steps.join('.'), values: `${value(change.before, unit)} → ${value(change.after, unit)}` };
}

function value(shown: Shown, unit?: string): string {
  if (shown === null) return '(none)';
  if (isObject(shown)) {
    if ('secret' in shown && shown.secret === true) return '(secret)';
    if ('hidden' in shown && shown.hidden === true) return '(not shown by the vendor)';
  }
  if (typeof shown === 'number') return unit === undefined ? String(shown) : `${shown} ${unit}`;
  if (typeof shown === 'string')
    return printable(
      shown.length > 120 ? `${shown.slice(0, 117).replaceAll('\n', ' ')}...` : shown.replaceAll('\n', ' '),
    );
  const text = JSON.stringify(shown as Json);
  return printable(text.length > 240 ? `${text.slice(0, 237)}...` : text);
}
