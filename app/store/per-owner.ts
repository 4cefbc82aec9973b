/** Makes a value for each owner when it is first asked for, and gives the same one from then on. */
export function perOwner<Value>(make: (owner: string) => Value): (owner: string) => Value {
  const made = new Map<string, Value>();
  return (owner) => {
    const known = made.get(owner);
    if (known !== undefined) return known;
    const value = make(owner);
    made.set(owner, value);
    return value;
  };
}
