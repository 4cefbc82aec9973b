/** Characters of the first prompt that are read to make a title of it. */
export const titleSourceLength = 400;

const titleLength = 80;

/** The product's title, else the start of the first prompt on one line; never empty. */
export function sessionTitle(title: string | null, firstPrompt: string | null): string {
  const line = (title ?? firstPrompt ?? "").replace(/\s+/g, " ").trim();
  if (line === "") return "Untitled chat";
  if (title !== null) return line;
  const characters = Array.from(line);
  if (characters.length <= titleLength) return line;
  const start = characters.slice(0, titleLength).join("");
  const lastSpace = start.lastIndexOf(" ");
  return `${lastSpace > titleLength / 2 ? start.slice(0, lastSpace) : start}…`;
}
