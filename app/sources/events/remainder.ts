/** What `data` holds beyond `names`; undefined where that is nothing. */
export function remainder(
  data: Record<string, unknown>,
  names: string[],
): Record<string, unknown> | undefined {
  const entries = Object.entries(data).filter(
    ([name, value]) => !names.includes(name) && value !== undefined && value !== null,
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
