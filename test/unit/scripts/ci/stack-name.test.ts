import fc from "fast-check";
import { expect, it } from "vitest";
import {
  isPullRequestStack,
  pullRequestStack,
} from "../../../../scripts/ci/pr-environment/stack-name.ts";

it("the stack of a pull request has its number", () => {
  expect(pullRequestStack("12")).toBe("pr-12");
});

it.each(["", "0", "012", "12 --stack dev", "12\n", "-1", "1e3", "x", "1234567890"])(
  "%j is no number of a pull request",
  (number) => {
    expect(() => pullRequestStack(number)).toThrow(`${number}: is no number of a pull request`);
  },
);

it.each([
  "dev",
  "staging",
  "prod",
  "local",
  "cluster",
  "pr-",
  "pr-x",
  "pr-01",
  "xpr-1",
  "pr-1-x",
  "PR-1",
])("stack %s is nobody's to destroy", (stack) => {
  expect(isPullRequestStack(stack)).toBe(false);
});

it("no name but pr-<number> passes", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(isPullRequestStack(name)).toBe(false);
    }),
  );
});
