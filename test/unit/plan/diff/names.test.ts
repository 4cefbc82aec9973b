import { describe, expect, it } from "vitest";
import { diffGraphs, type ResourceChange } from "../../../../plan/diff/diff.ts";
import type { RecordedResource } from "../../../../plan/graph.ts";
import { component, graphOf, resource } from "../example-graph.ts";

function diff(before: RecordedResource[], after: RecordedResource[]) {
  return diffGraphs(graphOf(before), graphOf(after));
}

/** For example `replaced server`, with the former name where it is another. */
function told({ resources }: { resources: ResourceChange[] }): string[] {
  return resources.map(({ kind, before, after, isRenamed }) =>
    [kind, ...(isRenamed ? [before?.name] : []), (after ?? before)?.name].join(" "),
  );
}

describe("another name", () => {
  const aliases = [{ name: "old", type: "azure-native:web:WebApp", parent: resource("x").parent }];

  it("is a removal and an addition without an alias", () => {
    expect(told(diff([resource("old")], [resource("new")]))).toEqual(["removed old", "added new"]);
  });

  it("is a renaming with an alias", () => {
    expect(told(diff([resource("old")], [resource("new", {}, { aliases })]))).toEqual([
      "renamed old new",
    ]);
  });

  it("is told with what else changes", () => {
    const { resources } = diff(
      [resource("old", { a: 1 })],
      [resource("new", { a: 2 }, { aliases })],
    );
    expect(resources[0]).toMatchObject({ kind: "changed", isRenamed: true });
  });

  it("is not taken by an alias while somebody still has it", () => {
    const changes = diff([resource("old")], [resource("new", {}, { aliases }), resource("old")]);
    expect(told(changes)).toEqual(["added new"]);
  });

  it("of a component is inherited by what belongs to it and is named after it", () => {
    const [before, after] = [
      component("old"),
      component("new", {
        aliases: [{ name: "old", type: "copilot:azure:Backend", parent: component("x").parent }],
      }),
    ];
    const changes = diff(
      [
        before,
        resource("old-site", {}, { parent: before.urn }),
        resource("shared", {}, { parent: before.urn }),
      ],
      [
        after,
        resource("new-site", {}, { parent: after.urn }),
        resource("shared", {}, { parent: after.urn }),
      ],
    );
    expect(told(changes)).toEqual(["renamed old new", "renamed old-site new-site"]);
  });

  it("may be given as a URN", () => {
    const urn = "urn:pulumi:dev::copilot::pulumi:pulumi:Stack$azure-native:web:WebApp::old";
    expect(told(diff([resource("old")], [resource("new", {}, { aliases: [{ urn }] })]))).toEqual([
      "renamed old new",
    ]);
  });
});

describe("another component", () => {
  const backend = component("backend");
  const slot = (others: object) => component("slot", { type: "copilot:azure:Slot", ...others });

  it("is a removal and an addition of all that is below, without an alias", () => {
    const [before, after] = [slot({}), slot({ parent: backend.urn })];
    const changes = diff(
      [backend, before, resource("site", {}, { parent: before.urn })],
      [backend, after, resource("site", {}, { parent: after.urn })],
    );
    expect(told(changes)).toEqual(["removed slot", "removed site", "added slot", "added site"]);
  });

  it("is a move with an alias, and what is below stays", () => {
    const aliases = [{ name: "slot", type: "copilot:azure:Slot", parent: undefined }];
    const [before, after] = [slot({}), slot({ parent: backend.urn, aliases })];
    const changes = diff(
      [backend, before, resource("site", {}, { parent: before.urn })],
      [backend, after, resource("site", {}, { parent: after.urn })],
    );
    expect(told(changes)).toEqual(["moved slot"]);
    expect(changes.resources[0]?.isMoved).toBe(true);
  });
});
