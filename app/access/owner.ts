/** Whose chats an installation without keys holds, and whom the command line works for. */
export const localOwner = "local";

/** The limit leaves room for a login name or the name of a machine. */
const longestOwner = 64;

/** Nothing that means something in a path, in a URL or in a session's id. */
const ownerName = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/** Why `name` cannot be an owner's, for people; undefined when it can. */
export function ownerProblem(name: string): string | undefined {
  if (name.length <= longestOwner && ownerName.test(name)) return undefined;
  return (
    `not a name of an owner, got ${JSON.stringify(name.slice(0, 80))}; use a to z and 0 to 9, with ` +
    `single dots, dashes or underscores between them, ${longestOwner} characters at most`
  );
}
