import { describe, expect, it } from "vitest";
import { evaluate, interpolate, type Scope } from "../../../support/workflow-runner/expression.ts";

const scope: Scope = {
  contexts: {
    github: {
      event_name: "pull_request",
      event: { number: 12, labels: [{ name: "Bug" }, { name: "environment" }], fork: null },
    },
    needs: { build: { outputs: { version: "v1" } } },
    vars: {},
  },
  succeeded: false,
};

describe("an expression", () => {
  it.each([
    ["github.event.number", 12],
    ["github.event.nothing.further", null],
    ["vars.PREVIEW == 'on'", false],
    ["github.event_name == 'PULL_REQUEST'", true],
    ["github.event.fork == ''", true],
    ["github.event.number == '12'", true],
    ["github.event_name != 'push' && github.event.number", 12],
    ["vars.PREVIEW || 'off'", "off"],
    ["!(true && false) && 'it''s'", "it's"],
    ["contains(github.event.labels.*.name, 'ENVIRONMENT')", true],
    ["contains(github.event.labels.*.name, 'env')", false],
    ["contains('pull_request', 'request')", true],
    ["success()", false],
    ["failure() && always()", true],
    ["needs.build.outputs.version", "v1"],
  ])("%s is %j", (expression, value) => {
    expect(evaluate(expression, scope)).toEqual(value);
  });

  it("stands in a text as text, and as nothing when it is null", () => {
    const text = `a-$\{{ github.event.number }}-$\{{ vars.X }}-b`;
    expect(interpolate(text, scope)).toBe("a-12--b");
  });

  it.each([
    ["needs.biuld.outputs.version", "needs.biuld: is not there"],
    ["env.X", "env: is no context here"],
    ["hashFiles('x')", "hashFiles(): is not supported here"],
    ["toString()", "toString(): is not supported here"],
    ["github.event_name = 'x'", "unsupported from"],
    ["github.event.number > 1", "unsupported from"],
    ["(true", 'unexpected "end"'],
    ["true false", 'unexpected "false"'],
    ["== 'x'", 'unexpected "=="'],
  ])("%s is refused", (expression, message) => {
    expect(() => evaluate(expression, scope)).toThrow(message);
  });

  it("of an object is no text", () => {
    expect(() => interpolate(`$\{{ github.event }}`, scope)).toThrow("is no text");
  });
});
