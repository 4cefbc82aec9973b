import { expect, test } from "vitest";
import { keyNameProblem } from "./new-key.ts";
import { ownerProblem } from "./owner.ts";

test.each(["local", "ada", "ada.lovelace", "ada-l_2.b", "7", "a".repeat(64)])(
  "%j names an owner",
  (name) => {
    expect(ownerProblem(name)).toBeUndefined();
  },
);

test.each([
  "",
  "Ada",
  "ada/grace",
  "..",
  "ada..grace",
  ".ada",
  "ada-",
  "ada~grace",
  "ada:grace",
  "ada grace",
  "ada\n",
  "adá",
  "a".repeat(65),
])("%j names no owner", (name) => {
  expect(ownerProblem(name)).toBe(
    `not a name of an owner, got ${JSON.stringify(name)}; use a to z and 0 to 9, with single dots, ` +
      "dashes or underscores between them, 64 characters at most",
  );
});

test.each(["laptop", "Ada's laptop", "é", "n".repeat(100)])("%j names a key", (name) => {
  expect(keyNameProblem(name)).toBeUndefined();
});

test.each(["", " ", " laptop", "laptop ", "two\nlines", "\x1b[2J", "n".repeat(101)])(
  "%j names no key",
  (name) => {
    expect(keyNameProblem(name)).toBe(
      `not a name of a key, got ${JSON.stringify(name)}; use 1 to 100 characters on one line, ` +
        "without spaces around them",
    );
  },
);
