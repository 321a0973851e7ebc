import type { DbauditOptions, DbauditState } from './state.ts';

/** All options as they are when nobody has set them. */
export function defaultOptions({ optionDefaults, quirks }: DbauditState): DbauditOptions {
  return { ...Object.fromEntries(quirks.extraOptions.map((key) => [key, false])), ...optionDefaults };
}

/** Whether the options a PATCH leaves out keep their values is documented nowhere. */
export function patchedOptions(state: DbauditState, live: DbauditOptions, sent: DbauditOptions): DbauditOptions {
  return { ...defaultOptions(state), ...(state.quirks.patchOptions === 'merge' ? live : {}), ...sent };
}

export function storedTags({ quirks }: DbauditState, tags: readonly string[]): string[] {
  return quirks.tagsStored === 'as-sent' ? [...tags] : [...new Set(tags)].sort();
}
