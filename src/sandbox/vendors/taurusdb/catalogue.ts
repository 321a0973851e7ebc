import type { TaurusdbInstance, TaurusdbQuirks } from './state.ts';

/** A group that no page mentions, for the quirk that shows one. Its names are as opaque as the others. */
const NEW_GROUP = { VECTOR: ['CREATE_VECTOR_INDEX', 'VECTOR SEARCH/SCAN'] };

function groupsOf(instance: TaurusdbInstance, quirks: TaurusdbQuirks): Readonly<Record<string, readonly string[]>> {
  return quirks.catalogueText === 'newgroup' ? { ...instance.catalogue, ...NEW_GROUP } : instance.catalogue;
}

/** Names that this instance can record, in its order, repetitions included. Group names are none of them. */
export function operationsOf(instance: TaurusdbInstance, quirks: TaurusdbQuirks): readonly string[] {
  return Object.values(groupsOf(instance, quirks)).flat();
}

/** `all_audit_log_action`: a text that holds JSON, unless the quirk says otherwise. */
export function catalogueText(instance: TaurusdbInstance, quirks: TaurusdbQuirks): string {
  const lists = Object.entries(groupsOf(instance, quirks)).map(([group, names]) => [group, names.join(',')] as const);
  if (quirks.catalogueText === 'notjson') return lists.map(([group, names]) => `${group}: ${names}`).join('; ');
  return JSON.stringify(Object.fromEntries(lists));
}
