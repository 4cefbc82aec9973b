import { describe, expect, it } from "vitest";
import { diffGraphs, type ResourceChange } from "../../../../plan/diff/diff.ts";
import type { RecordedResource } from "../../../../plan/graph.ts";
import { diffInputs } from "../../../../providers/process/diff.ts";
import { inputNames } from "../../../../providers/process/inputs.ts";
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

const server = (inputs: Record<string, unknown>, others = {}) =>
  resource("server", inputs, { type: "azure-native:dbforpostgresql:Server", ...others });

describe("diffGraphs", () => {
  it("is empty for the same graph", () => {
    const graph = graphOf([server({ version: "16" }), component("backend")], {
      outputs: { url: "x" },
    });
    expect(diffGraphs(graph, structuredClone(graph))).toEqual({
      stack: "dev",
      resources: [],
      outputs: [],
    });
  });

  it("tells what is added with every value and what is removed", () => {
    const { resources } = diff(
      [resource("old", { a: 1 })],
      [resource("new", { b: { c: 2 } }, { type: "azure-native:web:StaticSite" })],
    );
    expect(resources).toMatchObject([
      { kind: "removed", before: { name: "old" }, after: undefined },
      { kind: "added", before: undefined, after: { name: "new" } },
    ]);
    expect(resources[1]?.properties).toEqual([
      { path: "b.c", before: undefined, after: { isSecret: false, value: 2 }, effect: "update" },
    ]);
  });

  it("tells changes property by property, and nothing of what only depends on something else", () => {
    const { resources } = diff(
      [server({ storage: { sizeGb: 32, autoGrow: "Enabled" } })],
      [server({ storage: { sizeGb: 64, autoGrow: "Enabled" } }, { dependencies: ["urn:other"] })],
    );
    expect(resources.map(({ properties }) => properties)).toEqual([
      [
        {
          path: "storage.sizeGb",
          before: { isSecret: false, value: 32 },
          after: { isSecret: false, value: 64 },
          effect: "update",
        },
      ],
    ]);
  });

  it("tells that protection is taken away", () => {
    const { resources } = diff([server({}, { isProtected: true })], [server({})]);
    expect(resources[0]).toMatchObject({
      kind: "changed",
      properties: [{ path: "protect", before: { value: true }, after: { value: false } }],
    });
  });

  it("tells changes of outputs", () => {
    const { outputs } = diffGraphs(
      graphOf([], { outputs: { url: "a", key: "k1" }, secretOutputs: ["key"] }),
      graphOf([], { outputs: { url: "b", key: "k2" }, secretOutputs: ["key"] }),
    );
    expect(outputs).toEqual([
      {
        path: "url",
        before: { isSecret: false, value: "a" },
        after: { isSecret: false, value: "b" },
      },
      { path: "key", before: { isSecret: true }, after: { isSecret: true } },
    ]);
  });

  it("puts what can hurt first", () => {
    const before = [
      resource("gone"),
      server({ administratorLogin: "a" }),
      resource("kept", { a: 1 }),
    ];
    const after = [
      resource("added"),
      resource("kept", { a: 2 }),
      server({ administratorLogin: "b" }),
    ];
    expect(told(diff(before, after))).toEqual([
      "removed gone",
      "replaced server",
      "changed kept",
      "added added",
    ]);
  });
});

describe("a replacement", () => {
  it.each([
    ["identity", "azure-native:web:WebApp", "name"],
    ["resource group", "azure-native:web:WebApp", "resourceGroupName"],
    ["location", "azure-native:keyvault:Vault", "location"],
    ["create-only property", "azure-native:dbforpostgresql:Server", "backup.geoRedundantBackup"],
    ["subnet", "azure-native:network:PrivateEndpoint", "subnet.id"],
    ["scope", "azure-native:monitor:DiagnosticSetting", "resourceUri"],
    ["argument of a generated value", "random:index/randomPassword:RandomPassword", "length"],
    ["trigger of a command", "command:local:Command", "triggers"],
    ["command of a process", "process:index:Service", "command"],
    ["environment of a container", "docker:index/container:Container", "envs"],
    ["label of a network", "docker:index/network:Network", "labels"],
  ])("is known by the %s of %s: %s", (_, type, path) => {
    const at = (value: string) => {
      const [key = "", nested] = path.split(".");
      return { [key]: nested ? { [nested]: value } : value };
    };
    const { resources } = diff(
      [resource("x", at("a"), { type })],
      [resource("x", at("b"), { type })],
    );
    expect(resources[0]).toMatchObject({
      kind: "replaced",
      properties: [{ path, effect: "replace" }],
    });
  });

  it.each([
    ["azure-native:dbforpostgresql:Server", { backup: { backupRetentionDays: 7 } }],
    ["azure-native:web:WebApp", { nameless: 1 }],
    ["command:local:Command", { create: "echo" }],
    ["process:index:Service", { stopGraceSeconds: 1 }],
    ["docker:index/container:Container", { healthcheck: { retries: 3 } }],
    ["some:other:Thing", { name: "x", location: "y" }],
  ])("is not claimed of %s for %o", (type, inputs) => {
    const { resources } = diff([resource("x", {}, { type })], [resource("x", inputs, { type })]);
    expect(resources[0]?.kind).toBe("changed");
  });

  it("of what is protected is refused, as its removal is", () => {
    const isProtected = { isProtected: true };
    const { resources } = diff(
      [
        server({ location: "a" }, isProtected),
        resource("gone", {}, isProtected),
        resource("open", { location: "a" }),
      ],
      [server({ location: "b" }, isProtected), resource("open", { location: "b" })],
    );
    expect(resources.map(({ kind, isRefused }) => [kind, isRefused])).toEqual([
      ["removed", true],
      ["replaced", true],
      ["replaced", false],
    ]);
  });

  it("follows what the program says of changes", () => {
    const options = { ignoreChanges: ["location"], replaceOnChanges: ["rules[*].key"] };
    const inputs = (location: string, key: string) => ({ location, rules: [{ name: "r", key }] });
    const { resources } = diff([server(inputs("a", "1"))], [server(inputs("b", "2"), options)]);
    expect(resources[0]?.properties.map(({ path, effect }) => [path, effect])).toEqual([
      ["location", "ignored"],
      ["rules[r].key", "replace"],
    ]);
  });
});

it.each(["process:index:Service", "docker:index/volume:Volume"])(
  "taking protection away from %s replaces nothing",
  (type) => {
    const { resources } = diff(
      [resource("x", {}, { type, isProtected: true })],
      [resource("x", {}, { type })],
    );
    expect(resources[0]?.kind).toBe("changed");
  },
);

it("knows of processes what their provider does", () => {
  const [olds, news] = ["a", "b"].map((text) => ({
    ...Object.fromEntries(inputNames.map((name) => [name, text])),
  }));
  const process = (inputs = {}) => resource("x", inputs, { type: "process:index:Service" });
  const { resources } = diff([process(olds)], [process(news)]);
  const replacing = resources[0]?.properties.filter(({ effect }) => effect === "replace");
  expect(replacing?.map(({ path }) => path).sort()).toEqual(
    diffInputs(olds ?? {}, news ?? {}).replaces?.toSorted(),
  );
});
