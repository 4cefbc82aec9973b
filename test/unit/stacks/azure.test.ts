import { describe, expect, it } from "vitest";
import type { RecordedResource, ResourceGraph } from "../../../plan/graph.ts";
import { recordPlatform } from "../../../plan/stacks.ts";
import { azureOutputsSchema } from "../../../stacks/outputs.ts";

const tierNames = ["dev", "staging", "prod"] as const;
const graphs = Object.fromEntries(
  await Promise.all(tierNames.map(async (tier) => [tier, await recordPlatform(tier)] as const)),
) as Record<(typeof tierNames)[number], ResourceGraph>;

const ofType = ({ resources }: ResourceGraph, type: string) =>
  resources.filter((resource) => resource.type === `azure-native:${type}`);

describe.each(tierNames)("the stack of tier %s", (tier) => {
  const graph = graphs[tier];
  const azure = graph.resources.filter(({ type }) => type.startsWith("azure-native:"));

  it("puts every resource under a component and every component under the stack", () => {
    const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
    for (const resource of azure) {
      expect(byUrn.get(resource.parent ?? "")?.isComponent, resource.urn).toBe(true);
    }
    const components = graph.resources.filter(({ type }) => type.startsWith("copilot:"));
    expect(components.every(({ parent }) => parent !== undefined)).toBe(true);
  });

  it("tags everything that can be tagged with the same five tags", () => {
    const tags = {
      env: tier,
      owner: "platform",
      costCentre: "platform",
      project: "copilot",
      stack: tier,
    };
    const tagged = azure.filter(({ inputs }) => "tags" in inputs);
    expect(tagged.length).toBeGreaterThan(15);
    for (const { inputs, urn } of tagged) expect(inputs.tags, urn).toMatchObject(tags);
  });

  it("gives every output of the contract, of its type, and no other", () => {
    expect(azureOutputsSchema.strict().parse(graph.outputs)).toEqual(graph.outputs);
    expect(graph.secretOutputs).toEqual(["telemetryConnectionString"]);
  });

  it("shows no password in a plain output, input or app setting", () => {
    const text = JSON.stringify(graph.resources.map(withoutSecrets));
    expect(text).not.toContain("recorded-password");
    expect(text).not.toContain("InstrumentationKey=");
    const { telemetryConnectionString: _, ...plain } = graph.outputs;
    expect(JSON.stringify(plain)).not.toMatch(/recorded-password|InstrumentationKey=/);
  });

  it("leaves no value undefined on the way from one resource to another", () => {
    const broken = azure.filter(({ inputs }) =>
      /undefined|\[object|NaN/.test(JSON.stringify(inputs)),
    );
    expect(broken.map(({ urn }) => urn)).toEqual([]);
  });

  it("keeps secrets in the vault, after the roles that let the site read them", () => {
    const roles = ofType(graph, "authorization:RoleAssignment").map(({ urn }) => urn);
    const secrets = ofType(graph, "keyvault:Secret");
    expect(secrets.map(({ inputs }) => inputs.secretName).toSorted()).toEqual([
      "admin-key",
      "database-app-password",
      "database-password",
      "jwt-secret",
      "telemetry-connection-string",
    ]);
    for (const { dependencies } of secrets) {
      expect(dependencies.some((urn) => roles.includes(urn))).toBe(true);
    }
  });

  it("starts the site, and after it the slot, only after every role that they need", () => {
    const roles = ofType(graph, "authorization:RoleAssignment")
      .filter(({ name }) => name !== "releases-uploader-deployer")
      .map(({ urn }) => urn);
    expect(roles).toHaveLength(tier === "prod" ? 6 : 3);
    const [site] = ofType(graph, "web:WebApp");
    expect(site?.dependencies).toEqual(expect.arrayContaining(roles));
    const slots = ofType(graph, "web:WebAppSlot");
    expect(slots).toHaveLength(tier === "prod" ? 1 : 0);
    for (const slot of slots) expect(slot.dependencies).toContain(site?.urn);
  });

  it("migrates with the administrator's login, and serves without", () => {
    const [site] = ofType(graph, "web:WebApp");
    expect(site?.inputs).toHaveProperty(
      "siteConfig.appCommandLine",
      "node main.mjs migrate && " +
        "exec env -u DATABASE_ADMIN_USER -u DATABASE_ADMIN_PASSWORD node main.mjs serve",
    );
    expect(settingOf(site, "DATABASE_USER")).toBe("chat_app");
    expect(settingOf(site, "DATABASE_PASSWORD")).toMatch(/secrets\/database-app-password\)$/);
    expect(settingOf(site, "DATABASE_ADMIN_PASSWORD")).toMatch(/secrets\/database-password\)$/);
  });

  it("shows chats to nobody without a key, in site and slot", () => {
    for (const site of [...ofType(graph, "web:WebApp"), ...ofType(graph, "web:WebAppSlot")]) {
      expect(settingOf(site, "CHATS_ACCESS")).toBe("keys");
      expect(settingOf(site, "CHATS_ADMIN_KEY")).toMatch(/secrets\/admin-key\)$/);
    }
  });

  it("changes the database server one thing at a time", () => {
    const changes = graph.resources.filter(
      ({ type, name }) =>
        /dbforpostgresql:(Configuration|FirewallRule|Administrators|Database)/.test(type) &&
        name !== "",
    );
    const urns = changes.map(({ urn }) => urn);
    const chainLengths = changes.map(
      ({ dependencies }) => dependencies.filter((urn) => urns.includes(urn)).length,
    );
    expect(chainLengths.filter((length) => length === 0)).toHaveLength(1);
    expect(Math.max(...chainLengths)).toBe(1);
    expect(
      new Set(
        changes.flatMap(({ dependencies }) => dependencies.filter((urn) => urns.includes(urn))),
      ).size,
    ).toBe(changes.length - 1);
  });

  it("protects what holds data in prod, and nothing elsewhere", () => {
    const held = [
      "dbforpostgresql:Server",
      "dbforpostgresql:Database",
      "storage:StorageAccount",
      "keyvault:Vault",
    ];
    for (const type of held) {
      for (const { isProtected, urn } of ofType(graph, type)) {
        expect(isProtected, urn).toBe(tier === "prod");
      }
    }
    expect(ofType(graph, "authorization:ManagementLockByScope")).toHaveLength(
      tier === "prod" ? 1 : 0,
    );
  });
});

describe.each(tierNames)("the package of a release on %s", (tier) => {
  it("is what the first site runs, and the slot, uploaded before them", () => {
    const graph = graphs[tier];
    const sites = [...ofType(graph, "web:WebApp"), ...ofType(graph, "web:WebAppSlot")];
    const upload = graph.resources.find(({ type }) => type === "command:local:Command");
    for (const site of sites) {
      expect(settingOf(site, "WEBSITE_RUN_FROM_PACKAGE")).toMatch(/\/chat-app-0{12}\.zip$/);
      expect(site.dependencies).toContain(upload?.urn);
    }
  });
});

describe("the three tiers", () => {
  it("have one shape: dev and staging the same, prod that without the door to Azure and with what the table adds", () => {
    const names = (graph: ResourceGraph) =>
      graph.resources
        .filter(({ type }) => type !== "pulumi:pulumi:Stack")
        .map(({ type, name }) => `${type} ${name}`);
    expect(names(graphs.staging)).toEqual(names(graphs.dev));
    const prod = names(graphs.prod);
    expect(names(graphs.dev).filter((name) => !prod.includes(name))).toEqual([
      "azure-native:dbforpostgresql:FirewallRule database-allow-azure-services",
    ]);
    const added = prod.filter((name) => !names(graphs.dev).includes(name));
    const allowed = /network|private|slot|-lock|-endpoint/;
    expect(added.length).toBeGreaterThan(10);
    expect(added.filter((name) => !allowed.test(name))).toEqual([]);
  });

  it("differ between dev and staging in names and the log cap alone", () => {
    const differences = graphs.dev.resources.flatMap((resource, index) => {
      const other = graphs.staging.resources[index];
      const isSame =
        other !== undefined && withoutTier(other, "staging") === withoutTier(resource, "dev");
      return isSame ? [] : [resource.name];
    });
    expect(differences.toSorted()).toEqual(["telemetry-workspace"]);
  });
});

/** The inputs as text, with whatever is named after the tier or the stack blotted out. */
function withoutTier({ inputs }: RecordedResource, tier: string): string {
  return JSON.stringify(inputs)
    .replaceAll(`copilot-${tier}`, "copilot-x")
    .replaceAll(`"${tier}"`, '"x"')
    .replaceAll(`chats, ${tier}`, "chats, x")
    .replace(/stcopilot\w+|kv-copilot-\w+-\w+/g, "cut to its length");
}

/** The inputs with every secret cut out. */
function withoutSecrets({ inputs, secretInputs }: RecordedResource): unknown {
  const copy = structuredClone(inputs);
  for (const path of secretInputs)
    cut(
      copy,
      path.split(/[.[\]]+/).filter((step) => step !== ""),
    );
  return copy;
}

function cut(value: unknown, [first = "", ...rest]: string[]) {
  if (typeof value !== "object" || value === null) return;
  const object = value as Record<string, unknown>;
  if (rest.length === 0) delete object[first];
  else cut(object[first], rest);
}

function settingOf(site: RecordedResource | undefined, name: string): string | undefined {
  const { siteConfig } = (site?.inputs ?? {}) as {
    siteConfig?: { appSettings: { name: string; value: string }[] };
  };
  return siteConfig?.appSettings.find((setting) => setting.name === name)?.value;
}
