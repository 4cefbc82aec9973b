import { expect, it } from "vitest";
import { OperationLog } from "../../../scripts/operation-log.ts";

const stack = "urn:pulumi:local::copilot::";

function errorsOf(...diagnostics: { message: string; urn?: string }[]): string[] {
  const log = new OperationLog();
  for (const diagnostic of diagnostics) {
    const diagnosticEvent = { color: "never", severity: "error", ...diagnostic } as const;
    log.record({ sequence: 1, timestamp: 1, diagnosticEvent });
  }
  return log.errors;
}

it("says which container a message of Docker's is about, and where its log is", () => {
  const type = "copilot:docker:ServiceContainer$docker:index/container:Container";
  const message = "1 error occurred: container failed to be in healthy state";
  expect(errorsOf({ urn: `${stack}${type}::prometheus`, message })).toEqual([
    `prometheus (its log: docker logs local-prometheus): ${message}`,
  ]);
});

it("leaves other messages as they are, each once, and the engine's last word away", () => {
  const message = "<{%reset%}>searchPort: port 8083 is in use<{%reset%}>\n";
  const urn = `${stack}process:index:ServiceProcess::chat-app`;
  expect(errorsOf({ urn, message }, { urn, message }, { message: "update failed" })).toEqual([
    "searchPort: port 8083 is in use",
  ]);
});
