import type { Service } from "../../../services/types.ts";

/** What a service's files say of a secret, by path. */
export function secretFileContents(
  { secrets }: Pick<Service, "secrets">,
  value: string,
): Record<string, string> {
  return Object.fromEntries(
    secrets.flatMap((use) =>
      "file" in use ? [[use.file, use.content ? use.content(value) : value]] : [],
    ),
  );
}
