import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import { differencesIn, refreshedDifferences } from "../../../../scripts/drift/refresh.ts";

const urn = (type: string, name: string) => `urn:pulumi:dev::copilot::${type}::${name}`;
const account = "azure-native:storage:StorageAccount";
const group = "azure-native:resources:ResourceGroup";

/** As the engine sends it when it has read a resource. */
function read(op: string, type: string, name: string, more: object = {}): EngineEvent {
  const metadata = { op, urn: urn(type, name), type, provider: "", detailedDiff: null, ...more };
  return { sequence: 1, timestamp: 1, resOutputsEvent: { metadata } } as unknown as EngineEvent;
}

const path = (diffKind: string) => ({ diffKind, inputDiff: true });

describe("what a refresh tells", () => {
  it("is each path that differs, in the order of names, whatever a change would replace", () => {
    const detailedDiff = {
      "tags.owner": path("update"),
      "tags.added": path("add"),
      location: path("update-replace"),
      "tags.lost": path("delete"),
    };
    const events = [
      read("delete", account, "storage"),
      read("update", group, "group", { diffs: ["tags", "location"], detailedDiff }),
      read("same", group, "other"),
      { sequence: 2, timestamp: 1, cancelEvent: {} } as EngineEvent,
    ];
    expect(differencesIn(events)).toEqual([
      { resource: "group", type: group, property: "location", kind: "changed" },
      { resource: "group", type: group, property: "tags.added", kind: "added" },
      { resource: "group", type: group, property: "tags.lost", kind: "gone" },
      { resource: "group", type: group, property: "tags.owner", kind: "changed" },
      { resource: "storage", type: account, property: undefined, kind: "gone" },
    ]);
  });

  it("is the properties where the provider knows no paths", () => {
    const events = [read("update", group, "group", { diffs: ["tags"] })];
    expect(differencesIn(events)).toEqual([
      { resource: "group", type: group, property: "tags", kind: "changed" },
    ]);
  });

  it("is never taken for nothing where the engine counts a change", async () => {
    const stack = refreshing([read("update", group, "group")], { same: 3, update: 1 });
    await expect(refreshedDifferences(stack, AbortSignal.timeout(5_000))).rejects.toThrow(
      'dev: the engine counts changes that it does not tell of, got {"update":1} for 0; look with ' +
        "`pulumi refresh --preview-only --diff --stack dev`",
    );
  });

  it("is the engine's own words where it fails", async () => {
    const diagnosticEvent = { severity: "error", message: "no login\n", urn: "" };
    const event = { sequence: 1, timestamp: 1, diagnosticEvent } as unknown as EngineEvent;
    const stack = refreshing([event], undefined);
    await expect(refreshedDifferences(stack, AbortSignal.timeout(5_000))).rejects.toThrow(
      /^no login$/,
    );
  });
});

/** A stack whose refresh sends these events, and fails where it has no summary. */
function refreshing(events: EngineEvent[], changeSummary: Record<string, number> | undefined) {
  return {
    name: "dev",
    async previewRefresh({ onEvent }: { onEvent: (event: EngineEvent) => void }) {
      for (const event of events) onEvent(event);
      if (!changeSummary) throw new Error("code: 255, stdout: …");
      return { changeSummary, stdout: "", stderr: "" };
    },
  } as unknown as Stack;
}
