/** Labels as the engine takes them, from the list that the SDK has. */
export function labelObject(labels: unknown): Record<string, string> {
  const list = (labels ?? []) as { label: string; value: string }[];
  return Object.fromEntries(list.map(({ label, value }) => [label, value]));
}
