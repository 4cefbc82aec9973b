import { expect, it } from "vitest";
import { explain } from "../../../scripts/platform.ts";

it.each([
  ["EROFS", "start from a folder on a disk that can be written"],
  ["EACCES", "make it writable for this user, or start from a folder that is"],
  ["ENOSPC", "the disk is full: free some space and run the command again, nothing stored is lost"],
])("what the file system refuses with %s comes with a remedy", (code, remedy) => {
  const error = Object.assign(new Error("raw"), { code, path: "/srv/copilot/.pulumi-state" });
  expect(explain(error)).toBe(`/srv/copilot/.pulumi-state: cannot be written (${code}); ${remedy}`);
});

it("every other error keeps its own words", () => {
  expect(explain(new Error("apiPort: is wrong"))).toBe("apiPort: is wrong");
  expect(explain("text")).toBe("text");
});
