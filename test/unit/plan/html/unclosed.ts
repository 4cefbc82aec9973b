/** Elements that have no end. */
const empty = ["meta"];

/** What is wrong with the nesting of elements: each tag that is not closed where it should be. */
export function unclosed(text: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, slash, name = ""] of text.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (empty.includes(name)) continue;
    if (slash === "") open.push(name);
    else if (open.pop() !== name) wrong.push(`</${name}>`);
  }
  return [...wrong, ...open];
}
