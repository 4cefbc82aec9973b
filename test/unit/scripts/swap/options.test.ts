import { describe, expect, it } from "vitest";
import { readCommand, usage } from "../../../../scripts/swap/options.ts";

describe("the command line of a swap", () => {
  it("has defaults for everything but the stack", () => {
    expect(readCommand(["prod"])).toEqual({
      stack: "prod",
      action: "swap",
      json: false,
      managementUrl: undefined,
      options: {
        answers: 5,
        gateSeconds: 600,
        warmUpSeconds: 60,
        swapSeconds: 600,
        watchSeconds: 300,
        windowSeconds: 30,
        requestsPerSecond: 5,
        errorPoints: 2,
        latencyFactor: 2,
        paths: ["/health", "/ready"],
        version: undefined,
        again: false,
      },
    });
  });

  it("takes fractions of minutes, and paths beside the open ones", () => {
    const args = ["prod", "--watch-minutes", "0.05", "--path", "/api/stats", "--path", "/"];
    expect(readCommand(args)).toMatchObject({
      options: { watchSeconds: 3, paths: ["/health", "/ready", "/api/stats", "/"] },
    });
  });

  it.each([
    [["--dry-run"], "plan"],
    [["--undo"], "undo"],
    [["--check-migrations"], "check-migrations"],
  ])("%s asks for another action", (args, action) => {
    expect(readCommand(["prod", ...args])).toMatchObject({ action });
  });

  it("is explained", () => {
    expect(readCommand(["--help"])).toBe("help");
    expect(readCommand(["-h", "prod"])).toBe("help");
    for (const line of usage.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  it("is explained with the defaults that it has", () => {
    const told = [...usage.matchAll(/^ {2}--([\w-]+) <n> .*?default (\d+)$/gms)];
    expect(told.length).toBe(9);
    for (const [, flag, value] of told) {
      expect(readCommand(["prod", `--${flag}`, value ?? ""])).toEqual(readCommand(["prod"]));
    }
  });

  it.each([
    [[], "stack: name one, got 0; use npm run swap -- <stack>"],
    [["a", "b"], "stack: name one, got 2; use npm run swap -- <stack>"],
    [["prod", "--undo", "--dry-run"], "--dry-run, --undo: use one of them alone"],
    [["prod", "--answers", "0"], "--answers: no such number, got 0; use one from 1 to 1000"],
    [["prod", "--answers", "1.5"], "--answers: no such number, got 1.5; use one from 1 to 1000"],
    [["prod", "--rate", "fast"], "--rate: no such number, got fast; use one from 0.1 to 100"],
    [["prod", "--watch-minutes", "1e3"], "--watch-minutes: no such number, got 1e3; "],
    [
      ["prod", "--latency-factor", "0.5"],
      "--latency-factor: no such number, got 0.5; use one from 1",
    ],
    [["prod", "--path", "api"], "--path: no path, got api; use one that begins with a slash"],
    [["prod", "--path", "//elsewhere.example"], "--path: no path, got //elsewhere.example; "],
    [
      ["prod", "--rate", "1", "--window-seconds", "19"],
      "--rate, --window-seconds: too few requests to judge by, got 19; use 20 or more",
    ],
    [["prod", "--wait"], "Unknown option '--wait'"],
  ])("%j is refused", (args, problem) => {
    expect(() => readCommand(args)).toThrow(problem);
  });
});
