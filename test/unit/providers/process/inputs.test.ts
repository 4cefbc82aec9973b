import { describe, expect, test } from "vitest";
import { checkInputs, inputNames } from "../../../../providers/process/inputs.ts";
import { tinyInputs } from "../../../engine/process-provider/tiny-inputs.ts";
import { secret, unknown } from "./wrapped.ts";

const valid = { ...tinyInputs("/tiny", 8082) };
const withChange = (change: Record<string, unknown>) => checkInputs({ ...valid, ...change });
const isAbsolute = "must be an absolute path";

test("valid inputs pass", () => {
  expect(checkInputs(valid)).toEqual([]);
  expect(
    withChange({ environment: {}, ports: [], logKeepFiles: 0, stopGraceSeconds: 0.5 }),
  ).toEqual([]);
});

describe("one wrong input is one failure with its property and a reason that says what it got", () => {
  test.each<[string, unknown, string, string]>([
    [
      "serviceName",
      "Tiny",
      "serviceName",
      'must be lower-kebab, at most 63 characters, got "Tiny"',
    ],
    [
      "serviceName",
      "../x",
      "serviceName",
      'must be lower-kebab, at most 63 characters, got "../x"',
    ],
    ["command", [], "command", "must start with a program, got []"],
    ["command", "node x", "command", 'must be a list of texts, got "node x"'],
    ["command", ["a", 1], "command[1]", "must be text, got 1"],
    ["command", ["a\0b"], "command[0]", 'must be free of NUL characters, got "a\\u0000b"'],
    ["workingDirectory", "here", "workingDirectory", `${isAbsolute}, got "here"`],
    ["workingDirectory", undefined, "workingDirectory", `${isAbsolute}, got nothing`],
    ["environment", [], "environment", "must be an object of texts, got []"],
    ["environment", { A: 1 }, "environment.A", "must be text, got 1"],
    ["environment", { "A=B": "" }, "environment.A=B", 'must have a name without `=`, got ""'],
    [
      "environment",
      { PROCESS_SERVICE_RUN: "x" },
      "environment.PROCESS_SERVICE_RUN",
      'must be left to the provider, got "x"',
    ],
    ["ports", {}, "ports", "must be a list of ports, got {}"],
    ["healthUrl", "https://x/", "healthUrl", 'must be an http:// URL, got "https://x/"'],
    ["healthUrl", "http://", "healthUrl", 'must be an http:// URL, got "http://"'],
    ["healthTimeoutSeconds", 0, "healthTimeoutSeconds", "must be 1 to 600, got 0"],
    ["healthTimeoutSeconds", 601, "healthTimeoutSeconds", "must be 1 to 600, got 601"],
    ["healthTimeoutSeconds", "5", "healthTimeoutSeconds", 'must be 1 to 600, got "5"'],
    ["logFile", "x.log", "logFile", `${isAbsolute}, got "x.log"`],
    ["logMaxBytes", 1023, "logMaxBytes", "must be 1024 to 1073741824, got 1023"],
    ["logMaxBytes", 2000.5, "logMaxBytes", "must be a whole number, got 2000.5"],
    ["logKeepFiles", -1, "logKeepFiles", "must be 0 to 100, got -1"],
    ["runFile", "run.json", "runFile", `${isAbsolute}, got "run.json"`],
    ["stopGraceSeconds", 601, "stopGraceSeconds", "must be 0 to 600, got 601"],
    ["stopGraceSecond", 5, "stopGraceSecond", "must be left out, got 5"],
  ])("%s = %j", (name, value, property, reason) => {
    expect(withChange({ [name]: value })).toEqual([{ property, reason }]);
  });

  test("a port", () => {
    const port = { host: "127.0.0.1", number: 8082, configKey: "metricsPort" };
    const wrong = [port, { ...port, number: 0 }, { ...port, number: 1, host: "" }];
    expect(withChange({ ports: wrong })).toEqual([
      { property: "ports[1].number", reason: "must be 1 to 65535, got 0" },
      { property: "ports[2].host", reason: 'must be an address, got ""' },
    ]);
    expect(withChange({ ports: [port, port] })).toEqual([
      { property: "ports[1].number", reason: "must be given once, got 8082" },
    ]);
  });
});

test("all failures are told at once", () => {
  expect(checkInputs({}).map(({ property }) => property)).toEqual(inputNames);
});

test("a value that a preview does not know is not judged, and the others are", () => {
  const partlyUnknown = {
    environment: { A: unknown },
    command: unknown,
    ports: [{ host: "127.0.0.1", number: unknown, configKey: "tinyPort" }],
    healthUrl: unknown,
    logFile: secret(unknown),
  };
  expect(withChange(partlyUnknown)).toEqual([]);
  expect(withChange({ ...partlyUnknown, logKeepFiles: 101 })).toEqual([
    { property: "logKeepFiles", reason: "must be 0 to 100, got 101" },
  ]);
});

test("a secret passes in the environment and is refused as an argument", () => {
  expect(withChange({ environment: { TOKEN: secret("t0ken") } })).toEqual([]);
  expect(withChange({ environment: secret({ TOKEN: "t0ken" }) })).toEqual([]);
  expect(withChange({ command: ["run", secret("t0ken")] })).toEqual([
    {
      property: "",
      reason:
        "command: must not be secret, as every user of the machine can read it; use environment, got a secret",
    },
  ]);
});

test("a failure holds no secret, and no name by which the engine would print one", () => {
  const failures = [
    ...withChange({ environment: { TOKEN: secret(12345), "A=B": secret("t0ken") } }),
    ...withChange({ environment: secret("t0ken") }),
    ...withChange({ healthUrl: secret("t0ken") }),
  ];
  expect(failures).toEqual([
    { property: "environment.TOKEN", reason: "must be text, got a secret" },
    { property: "", reason: "environment: must be an object of texts, got a secret" },
    { property: "", reason: "healthUrl: must be an http:// URL, got a secret" },
  ]);
});
