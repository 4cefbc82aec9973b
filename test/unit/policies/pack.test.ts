import { createRequire } from "node:module";
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { describe, expect, it, vi } from "vitest";
import { dockerPolicies } from "../../../policies/docker/policies.ts";
import { readInputs } from "../../../policies/pack/inputs.ts";
import { packPolicies } from "../../../policies/pack/policies.ts";
import { stackGraph } from "../../../policies/pack/stack-graph.ts";
import { isUndecided, unknownText } from "../../../policies/pack/unknown.ts";
import { policies } from "../../../policies/policies.ts";
import { graphOf, resource } from "./examples/example.ts";

/** What the SDK hands to policies: it keeps these to itself. */
const sdk = createRequire(import.meta.resolve("@pulumi/policy"));
const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb.js");
const { deserializeProperties } = sdk("./deserialize.js");
const { unknownCheckingProxy, unknownStringValue } = sdk("./proxy.js");
const handedOut = (properties: object): Record<string, unknown> =>
  unknownCheckingProxy(deserializeProperties(Struct.fromJavaScript(properties), true));
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

describe("readInputs", () => {
  it("tells values, secrets and what is not known yet, in lists too", () => {
    const { values, secretPaths } = readInputs(
      handedOut({
        kind: "app",
        list: [1, { key: secret("s3cret") }, secret("other")],
        key: secret({ inner: "x" }),
        host: unknownStringValue,
        hosts: ["a", unknownStringValue],
        hidden: secret(unknownStringValue),
      }),
    );
    expect(values).toEqual({
      kind: "app",
      list: [1, { key: "s3cret" }, "other"],
      key: { inner: "x" },
      host: unknownText,
      hosts: ["a", unknownText],
      hidden: unknownText,
    });
    expect(secretPaths.toSorted()).toEqual(["hidden", "key", "list[1].key", "list[2]"]);
  });
});

describe("isUndecided", () => {
  const graph = graphOf([
    resource("web:WebApp", { siteConfig: unknownText, hosts: ["a", unknownText], kind: "app" }),
    resource("network:PrivateDnsZoneGroup", { zone: unknownText }),
    resource("storage:BlobContainer", { name: "a" }),
  ]);
  it.each([
    ["siteConfig.ftpsState", true],
    ["hosts", true],
    ["hosts[0]", false],
    ["kind", false],
    ["missing", false],
    ["PrivateDnsZoneGroup", true],
    ["PrivateDnsZoneGroup /zone", true],
    ["BlobContainer", false],
  ])("says of %s: %s", (path, isIt) => {
    const finding = {
      policy: "p",
      title: "",
      severity: "error",
      resource: "web:WebApp",
      path,
      found: "",
    } as const;
    expect(isUndecided(finding, graph)).toBe(isIt);
  });
});

describe("packPolicies", () => {
  const pack = packPolicies();
  const stackPolicies = pack.filter((policy) => "validateStack" in policy);

  it("has every rule but one that the engine tells too little for", () => {
    const ids = [...policies, ...dockerPolicies].map(({ id }) => id);
    expect(stackPolicies.map(({ name }) => name)).toEqual(
      ids.filter((id) => id !== "azure-output-no-secret"),
    );
    expect(pack).toHaveLength(stackPolicies.length + 1);
  });

  it("stops a deployment for errors alone", () => {
    const level = (name: string) => pack.find((policy) => policy.name === name)?.enforcementLevel;
    expect(level("azure-vault-roles")).toBe("mandatory");
    expect(level("azure-resource-tags")).toBe("advisory");
    expect(level("azure-resource-name-prefix")).toBe("advisory");
  });

  it("judges a stack by the inputs that it was told before", () => {
    const report = vi.fn();
    const [collector] = pack;
    const stack = told("pulumi:pulumi:Stack", "copilot-dev", { tier: "dev" });
    const account = told("azure-native:storage:StorageAccount", "store", { name: "is an output" });
    if (!collector || !("remediateResource" in collector)) throw new Error("reads no inputs");
    const props = handedOut({ accountName: "st", enableHttpsTrafficOnly: false });
    const { urn, type, name, opts } = account;
    expect(
      collector.remediateResource?.({ ...unused, urn, type, name, opts, props }),
    ).toBeUndefined();
    policyNamed("azure-storage-https-only").validateStack(
      { ...unused, resources: [stack, account] },
      report,
    );
    expect(report.mock.calls).toEqual([["store has false at enableHttpsTrafficOnly.", urn]]);
  });

  it("has nothing to say of another platform", () => {
    const notApplicable = () => {
      throw new Error("not applicable");
    };
    const args = {
      ...unused,
      notApplicable,
      resources: [told("pulumi:pulumi:Stack", "local", {})],
    };
    expect(() => policyNamed("azure-storage-https-only").validateStack(args, vi.fn())).toThrow(
      "not applicable",
    );
  });

  function policyNamed(name: string): StackValidationPolicy {
    const policy = stackPolicies.find((one) => one.name === name);
    if (!policy) throw new Error(`${name}: is not in the pack`);
    return policy;
  }
});

describe("stackGraph", () => {
  it("has parents, dependencies and protection as the engine tells them", () => {
    const parent = told("copilot:azure:Storage", "storage", {});
    const child = {
      ...told("azure-native:storage:StorageAccount", "store", {}),
      parent,
      dependencies: [parent],
    };
    child.opts.protect = true;
    const { resources } = stackGraph([parent, child], new Map());
    expect(resources).toMatchObject([
      { name: "storage", isComponent: true, parent: undefined },
      {
        name: "store",
        isComponent: false,
        parent: parent.urn,
        dependencies: [parent.urn],
        isProtected: true,
      },
    ]);
  });
});

/** What no rule of ours asks for. */
const unused = {
  stackTags: new Map<string, string>(),
  getConfig: <T extends object>() => ({}) as T,
  isType: () => false,
  asType: () => undefined,
  notApplicable: (): never => {
    throw new Error("is applicable");
  },
};

function told(type: string, name: string, props: Record<string, unknown>): PolicyResource {
  return {
    type,
    name,
    urn: `urn:pulumi:dev::copilot::${type}::${name}`,
    props: handedOut(props),
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
    },
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}
