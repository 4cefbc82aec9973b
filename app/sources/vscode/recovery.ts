/**
 * What can be saved of a session whose JSON is broken or cut off: its own fields, and the requests
 * that are whole, with null in the place of those that are not. Undefined when none is.
 */
export function recoveredSession(text: string): Record<string, unknown> | undefined {
  const requests: unknown[] = [];
  let firstStart = text.length;
  let end = 0;
  let work = text.length * workLimit;
  for (const { index } of text.matchAll(requestStart)) {
    if (index < end) continue;
    firstStart = Math.min(firstStart, index);
    const found = endOfObject(text, index);
    work -= found - index;
    const request = parsed(text.slice(index, found));
    requests.push(request ?? null);
    if (request !== undefined) end = found;
    if (work < 0) break;
  }
  if (end === 0) return undefined;
  return { ...ownFields(text.slice(0, firstStart)), ...ownFields(text.slice(end)), requests };
}

/** How VS Code begins a request. Inside of text the quotes would be escaped. */
const requestStart = /\{\s*"requestId"\s*:/g;

/** Times that the text may be gone through: a broken request is gone through to the very end. */
const workLimit = 4;

/** Index behind the bracket that closes the object at `start`, or the end of the text. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

/** Index of the quote that ends the string at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

/** True behind an odd number of backslashes. */
function isEscaped(text: string, index: number): boolean {
  let start = index;
  while (text[start - 1] === "\\") start -= 1;
  return (index - start) % 2 === 1;
}

/** The fields of a session that stand before or after its requests. */
function ownFields(text: string): Record<string, unknown> {
  const fields = text.matchAll(ownField).map(({ groups = {} }): [string, unknown] => {
    return [groups.name ?? "", parsed(groups.value ?? "")];
  });
  return Object.fromEntries(fields);
}

const ownField =
  /"(?<name>sessionId|creationDate|lastMessageDate|customTitle|computedTitle)"\s*:\s*(?<value>"(?:[^"\\]|\\.)*"|\d+)/g;

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
