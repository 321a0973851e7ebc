/** A known name that differs in letter case or in blanks, dashes and underscores only. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const plain = (text: string) => text.toUpperCase().replaceAll(/[\s_-]/g, '');
  return known.find((candidate) => plain(candidate) === plain(name)) ?? null;
}
