import { expect, it } from "vitest";
import { readCommand } from "../../../../scripts/drift/options.ts";

it("a stack is named by itself or by the option, with what drift.yml asks for", () => {
  expect(readCommand(["dev"])).toEqual({ stack: "dev", json: false, managementUrl: undefined });
  const asked = readCommand(["--stack", "prod", "--json", "--management-url", "https://x"]);
  expect(asked).toEqual({ stack: "prod", json: true, managementUrl: "https://x" });
  expect(readCommand(["--help"])).toBe("help");
});

it.each([[[]], [["dev", "prod"]], [["dev", "--stack", "dev"]], [["--stack", ""]]])(
  "%j names no one stack",
  (args) => {
    expect(() => readCommand(args)).toThrow(/^stack: name one, got \d; use npm run drift/);
  },
);

it("an option that is none is refused", () => {
  expect(() => readCommand(["dev", "--fix"])).toThrow(/--fix/);
});
