/** Makes names unique: the second `a` becomes `a#2`. The same names in the same order stay stable. */
export function uniqueNames(): (name: string) => string {
  const uses = new Map<string, number>();
  return function unique(name: string): string {
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    return use === 1 ? name : unique(`${name}#${use}`);
  };
}
