import { describe, expect, test } from "vitest";
import { diffInputs } from "../../../../providers/process/diff.ts";
import { inputNames } from "../../../../providers/process/inputs.ts";
import { tinyInputs } from "../../../engine/process-provider/tiny-inputs.ts";
import { secret, unknown } from "./wrapped.ts";

const news = { ...tinyInputs("/tiny", 8082, { TOKEN: "t0ken" }) };
const olds = { ...news, pid: 4711, processStartedAt: "boot:1" };

const changes: Record<string, unknown> = {
  serviceName: "small",
  command: ["other"],
  workingDirectory: "/other",
  environment: { TINY_PORT: "8082", TOKEN: "other" },
  ports: [{ host: "127.0.0.1", number: 8083, configKey: "tinyPort" }],
  healthUrl: "http://127.0.0.1:8082/other",
  healthTimeoutSeconds: 11,
  logFile: "/tiny/other.log",
  logMaxBytes: 4096,
  logKeepFiles: 3,
  runFile: "/tiny/other.json",
  stopGraceSeconds: 6,
};

test("the same inputs are no change, whatever the provider added to the state", () => {
  expect(diffInputs(olds, news)).toEqual({
    changes: false,
    replaces: [],
    deleteBeforeReplace: false,
  });
});

test("each input has a row in the table below", () => {
  expect(Object.keys(changes).sort()).toEqual([...inputNames].sort());
});

describe("a change of what runs replaces the process, the old one first", () => {
  const updated = ["healthTimeoutSeconds", "stopGraceSeconds"];
  test.each(Object.entries(changes).filter(([name]) => !updated.includes(name)))(
    "%s",
    (name, value) => {
      expect(diffInputs(olds, { ...news, [name]: value })).toEqual({
        changes: true,
        replaces: [name],
        deleteBeforeReplace: true,
      });
    },
  );
});

test.each(["healthTimeoutSeconds", "stopGraceSeconds"])(
  "%s is updated in place, because only the provider uses it",
  (name) => {
    expect(diffInputs(olds, { ...news, [name]: changes[name] })).toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: false,
    });
  },
);

test("a value that becomes secret, or stops being one, is stored without a new process", () => {
  const stored = { changes: true, replaces: [], deleteBeforeReplace: false };
  const hidden = { ...news, environment: { TINY_PORT: "8082", TOKEN: secret("t0ken") } };
  expect(diffInputs(olds, hidden)).toEqual(stored);
  expect(diffInputs({ ...olds, ...hidden }, news)).toEqual(stored);
  expect(diffInputs({ ...olds, ...hidden }, hidden)).toEqual({ ...stored, changes: false });
});

test("another secret value replaces the process", () => {
  const hidden = { ...news, environment: { TINY_PORT: "8082", TOKEN: secret("n3w") } };
  expect(diffInputs(olds, hidden).replaces).toEqual(["environment"]);
});

test("a value that is not known yet may be another, and counts as one", () => {
  expect(diffInputs(olds, { ...news, healthUrl: unknown }).replaces).toEqual(["healthUrl"]);
});
