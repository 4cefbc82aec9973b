/**
 * `make`, asked once for each text as long as that is remembered: after `most` different ones all are
 * forgotten, and a text of more than `longest` characters at once. Nobody may change what it gives.
 */
export function remembered<Value extends object>(
  make: (text: string) => Value,
  { most, longest }: { most: number; longest: number },
): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const value = known.get(text);
    if (value !== undefined) return value;
    if (text.length > longest) return make(text);
    const own = copyOf(text);
    const made = make(own);
    if (known.size === most) known.clear();
    known.set(own, made);
    return made;
  };
}

/** A piece of a long text, or what is made of it, would keep all of that in memory. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}
