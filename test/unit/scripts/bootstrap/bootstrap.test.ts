import { describe, expect, it } from "vitest";
import { roleDefinitions } from "../../../../components/azure/roles.ts";
import { bootstrap } from "../../../../scripts/bootstrap/bootstrap.ts";
import { allEnvironments, readCommand } from "../../../../scripts/bootstrap/options.ts";
import { azureVariables } from "../../../../scripts/ci/azure-variables.ts";
import type { command } from "../../../../scripts/ci/command.ts";
import { operator } from "../../../../scripts/operator.ts";
import { answer } from "../../../support/bootstrap/cloud.ts";
import {
  type CloudState,
  newCloud,
  repository,
  subscriptionId,
} from "../../../support/bootstrap/state.ts";

const needed = ["--subscription", subscriptionId, "--repository", repository];
const common = [...needed, "--suffix", "abc123"];
const prefix = "repo:acme@11/copilot@22";

describe("bootstrap in a new subscription", () => {
  it("makes what the workflows need, and a second run changes nothing", async () => {
    const cloud = newCloud();
    await run(cloud, "--reviewer", "boss");
    expect(cloud.resources).toMatchObject({
      "account/stcopilotstateabc123": {
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        minimumTlsVersion: "TLS1_2",
        blobs: {
          isVersioningEnabled: true,
          deleteRetentionPolicy: { enabled: true, days: 30 },
          containerDeleteRetentionPolicy: { enabled: true, days: 30 },
        },
      },
      "container/state": { publicAccess: "off" },
      "lock/keep-state": { level: "CanNotDelete" },
      "vault/kv-copilot-state-abc123": {
        given: { "--enable-rbac-authorization": "true", "--enable-purge-protection": "true" },
      },
      "key/pulumi": { kty: "RSA", keyOps: ["encrypt", "decrypt"] },
    });
    expect(subjects(cloud)).toEqual(
      Object.fromEntries(
        allEnvironments.map((name) => [`id-copilot-${name}`, `${prefix}:environment:${name}`]),
      ),
    );
    expect(cloud.environments.map(({ name }) => name)).toEqual(allEnvironments);
    expect(cloud.branches).toEqual({
      dev: [{ name: "dev" }],
      staging: [{ name: "staging" }],
      prod: [{ name: "main" }],
    });
    expect(reviewers(cloud)).toEqual({ prod: [4] });
    expect(cloud.registered).toEqual(
      expect.arrayContaining(["Microsoft.KeyVault", "Microsoft.Web"]),
    );
    expect(cloud.registered.filter((name) => /storage/i.test(name))).toEqual(["microsoft.storage"]);

    cloud.writes = [];
    expect((await run(cloud)).changes).toBe(0);
    expect(cloud.writes).toEqual([]);
  });

  it("gives each environment the variables that its jobs check, in the form that they want", async () => {
    const cloud = newCloud();
    await run(cloud, "--reviewer", "boss");
    const { "": ofRepository, ...ofEnvironments } = cloud.variables;
    expect(ofRepository).toEqual({ AZURE_PREVIEW: "on" });
    for (const [environment, variables] of Object.entries(ofEnvironments)) {
      const wanted = azureVariables(environment);
      expect(Object.keys(variables)).toEqual(wanted.map(({ name }) => name));
      const wrong = wanted.filter(
        ({ name, form }) => name !== "AZURE_TENANT_ID" && !form.test(variables[name] ?? ""),
      );
      expect(wrong).toEqual([]);
    }
    const ids = Object.values(ofEnvironments).map(({ AZURE_CLIENT_ID }) => AZURE_CLIENT_ID);
    expect(new Set(ids).size).toBe(allEnvironments.length);
  });

  it("gives each identity the least that its jobs take", async () => {
    const cloud = newCloud();
    await run(cloud, "--reviewer", "boss");
    const reading = [
      "Copilot app settings reader abc123 on subscription",
      "Key Vault Crypto User on kv-copilot-state-abc123",
      "Reader on subscription",
      "Storage Blob Data Reader on state",
    ];
    const deploying = [
      "Contributor on subscription",
      "Key Vault Crypto User on kv-copilot-state-abc123",
      "Role Based Access Control Administrator on subscription, limited",
      "Storage Blob Data Contributor on state",
    ];
    expect(rolesOf(cloud)).toEqual({
      "id-copilot-dev": deploying,
      "id-copilot-staging": deploying,
      "id-copilot-prod": [...deploying, "Locks Contributor on subscription"].toSorted(),
      "id-copilot-preview-dev": reading,
      "id-copilot-preview-staging": reading,
      "id-copilot-preview-prod": reading,
      "id-copilot-pull-requests": deploying,
    });
    const [limited] = cloud.assignments.flatMap(({ condition }) => condition ?? []);
    for (const role of Object.values(roleDefinitions)) expect(limited).toContain(role);
    const named = String(limited).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g);
    expect(named).toHaveLength(2 * Object.keys(roleDefinitions).length);
  });

  it("tells in a dry run the very commands that a run then makes, and changes nothing", async () => {
    const cloud = newCloud();
    const dry = await run(cloud, "--reviewer", "boss", "--dry-run");
    expect([cloud.writes, cloud.resources, cloud.environments]).toEqual([[], {}, []]);
    const real = await run(cloud, "--reviewer", "boss");
    const ids = (text: string) =>
      text
        .replace(/<[\w ]+ id of [\w-]+>|[0-9a-f]{8}-[0-9a-f-]{27}/g, "<id>")
        .replaceAll("'<id>'", "<id>");
    expect(dry.told.map(ids)).toEqual(real.told.map(ids));
    expect(real.told).toHaveLength(cloud.writes.length);
    expect(dry.told[0]).toBe(
      "registers the resource provider Microsoft.KeyVault\n  az provider register --namespace " +
        `Microsoft.KeyVault --wait --subscription ${subscriptionId} --output json`,
    );
  });

  it("is gone on with after a kill behind each of its changes", async () => {
    const whole = newCloud();
    await run(whole, "--reviewer", "boss");
    const cloud = newCloud();
    let kills = 0;
    for (; kills < 1000; kills++) {
      const before = cloud.writes.length;
      const isOver = await run(cloud, "--reviewer", "boss", { killAfter: before + 1 }).then(
        () => true,
        (error: Error) => {
          expect(error.message).toBe("killed");
          return false;
        },
      );
      expect(cloud.writes.length).toBe(isOver ? before : before + 1);
      if (isOver) break;
    }
    expect(kills).toBe(whole.writes.length);
    expect(Object.keys(cloud.resources)).toEqual(Object.keys(whole.resources));
    expect(rolesOf(cloud)).toEqual(rolesOf(whole));
    expect(Object.keys(cloud.variables)).toEqual(Object.keys(whole.variables));
    expect([cloud.branches, reviewers(cloud)]).toEqual([whole.branches, reviewers(whole)]);
  });
});

describe("what bootstrap finds", () => {
  it("is put right where it is not safe or not ours any more", async () => {
    const cloud = newCloud();
    await run(cloud, "--reviewer", "boss");
    const account = cloud.resources["account/stcopilotstateabc123"] ?? {};
    account.allowSharedKeyAccess = null;
    account.blobs = { isVersioningEnabled: false };
    cloud.subject = { use_default: true };
    const [limited] = cloud.assignments.filter(({ condition }) => condition !== null);
    if (limited) limited.condition = null;
    cloud.writes = [];
    await run(cloud);
    expect(account).toMatchObject({
      allowSharedKeyAccess: false,
      blobs: { isVersioningEnabled: true },
    });
    expect(new Set(Object.values(subjects(cloud)))).toEqual(
      new Set(allEnvironments.map((name) => `repo:${repository}:environment:${name}`)),
    );
    expect(rolesOf(cloud)["id-copilot-dev"]).toContain(
      "Role Based Access Control Administrator on subscription, limited",
    );
    const verbs = cloud.writes.map((line) => line.split(" --")[0]);
    expect(verbs.toSorted()).toEqual([
      ...Array(allEnvironments.length).fill("az identity federated-credential update"),
      "az role assignment create",
      "az role assignment delete",
      "az storage account blob-service-properties update",
      "az storage account update",
    ]);
  });

  it("keeps what people have set on an environment", async () => {
    const cloud = newCloud();
    cloud.environments = [
      {
        name: "prod",
        deployment_branch_policy: null,
        protection_rules: [
          { type: "wait_timer", wait_timer: 30 },
          {
            type: "required_reviewers",
            prevent_self_review: true,
            reviewers: [{ type: "Team", reviewer: { id: 77 } }],
          },
        ],
      },
    ];
    cloud.variables.prod = { OTHER: "kept" };
    await run(cloud);
    const prod = cloud.environments.find(({ name }) => name === "prod");
    expect(prod).toMatchObject({
      deployment_branch_policy: { custom_branch_policies: true },
      protection_rules: [
        {
          type: "required_reviewers",
          prevent_self_review: true,
          reviewers: [{ type: "Team", reviewer: { id: 77 } }],
        },
        { type: "wait_timer", wait_timer: 30 },
        { type: "branch_policy" },
      ],
    });
    expect(cloud.variables.prod).toMatchObject({ OTHER: "kept" });
  });

  it("stays off for the workflows while only some environments are made", async () => {
    const cloud = newCloud();
    await run(cloud, "--environment", "pull-requests");
    expect(cloud.environments.map(({ name }) => name)).toEqual(["pull-requests"]);
    expect(cloud.variables[""]).toEqual({});
  });
});

describe("bootstrap refuses, before it changes anything,", () => {
  it.each<[string, (cloud: CloudState) => void, RegExp]>([
    [
      "a missing login to Azure",
      (cloud) => cloud.logins.splice(0, 1),
      /^az account show: failed, got "ERROR: Please run 'az login'.*; run `az login` and this again$/,
    ],
    [
      "a missing login to GitHub",
      (cloud) => cloud.logins.splice(1, 1),
      /^gh api repos\/acme\/copilot: failed, got .*; run `gh auth login` and this again$/,
    ],
    [
      "somebody who is not Owner",
      (cloud) => Object.assign(cloud, { isOwner: false }),
      /^az provider register: failed, .*; log in as somebody with the right/,
    ],
    [
      "somebody who does not administrate the repository",
      (cloud) => Object.assign(cloud, { isAdministrator: false }),
      /^--repository: this login does not administrate acme\/copilot/,
    ],
    [
      "a subscription that is switched off",
      (cloud) => Object.assign(cloud.subscription, { state: "Disabled" }),
      /^--subscription: cannot be used, got Disabled/,
    ],
    [
      "tokens with a subject of their own",
      (cloud) => Object.assign(cloud.subject, { use_default: false, include_claim_keys: ["ref"] }),
      /^acme\/copilot: its tokens have a subject of their own, got ref; set it back with `gh api/,
    ],
  ])("%s", async (_, spoil, message) => {
    const cloud = newCloud();
    spoil(cloud);
    await expect(run(cloud, "--reviewer", "boss")).rejects.toThrow(message);
    expect(cloud.writes).toEqual([]);
  });

  it("a prod that nobody would approve", async () => {
    const cloud = newCloud();
    await expect(run(cloud)).rejects.toThrow(
      /^--reviewer: is not given, and prod has no reviewers/,
    );
    expect(cloud.writes).toEqual([]);
  });

  it.each(["stcopilotstateabc123", "kv-copilot-state-abc123"])(
    "to take the name %s that somebody else has",
    async (name) => {
      const cloud = newCloud();
      cloud.taken = [name];
      await expect(run(cloud, "--reviewer", "boss")).rejects.toThrow(
        `${name}: cannot be had, got "${name} is already taken."; use another ending with --suffix`,
      );
      expect(Object.keys(cloud.resources)).not.toContain(`account/${name}`);
      expect(cloud.environments).toEqual([]);
    },
  );
});

describe("the command line of bootstrap", () => {
  it("makes one ending of names per subscription and repository", () => {
    const [one, same, other] = [needed, needed, [...needed, "--repository", "acme/other"]].map(
      (args) => readCommand(args),
    );
    expect(one).toEqual(same);
    expect(one).toMatchObject({ suffix: expect.stringMatching(/^[0-9a-f]{6}$/), isDryRun: false });
    expect(Object(other).suffix).not.toBe(Object(one).suffix);
  });

  it.each([
    [["--repository", repository], /^--subscription: is not given/],
    [
      ["--subscription", "s", "--repository", "copilot"],
      /^--repository: no repository, got "copilot"/,
    ],
    [[...needed, "--suffix", "A-1"], /^--suffix: no such ending, got "A-1"/],
    [
      [...needed, "--environment", "test"],
      /^--environment: no workflow uses it, got test; use dev, /,
    ],
    [[...needed, "--force"], /--force/],
  ])("%j is refused", (args, message) => {
    expect(() => readCommand(args)).toThrow(message);
  });
});

/** Runs in this process; `killAfter` ends it when the cloud has seen so many changes. */
async function run(cloud: CloudState, ...args: (string | { killAfter: number })[]) {
  const words = args.filter((arg) => typeof arg === "string");
  const { killAfter = Number.POSITIVE_INFINITY } =
    args.find((arg) => typeof arg !== "string") ?? {};
  const options = readCommand([...common, ...words]);
  if (options === "help") throw new Error("help was not asked for");
  const told: string[] = [];
  const runFake: typeof command = async (program, given, { input = "" } = {}) => {
    const ended = answer(cloud, program, given, input);
    if (cloud.writes.length >= killAfter) throw new Error("killed");
    return ended;
  };
  const { isDryRun } = options;
  const using = operator({ isDryRun, run: runFake, tell: (line) => told.push(line) });
  await bootstrap(using, options, ["Microsoft.Web", "Microsoft.Storage"]);
  return { told, changes: using.changes };
}

function subjects({ resources }: CloudState) {
  const identities = Object.values(resources).filter(({ credentials }) => credentials);
  return Object.fromEntries(
    identities.map(({ name, credentials }) => [
      name,
      (credentials as { subject: string }[]).map(({ subject }) => subject).join(),
    ]),
  );
}

function reviewers({ environments }: CloudState) {
  const rules = environments.flatMap(({ name, protection_rules }) =>
    (protection_rules as { reviewers?: { reviewer: { id: number } }[] }[]).flatMap((rule) =>
      rule.reviewers ? [[name, rule.reviewers.map(({ reviewer }) => reviewer.id)]] : [],
    ),
  );
  return Object.fromEntries(rules);
}

function rolesOf({ resources, assignments }: CloudState): Record<string, string[]> {
  const identities = Object.values(resources).filter(({ principalId }) => principalId);
  return Object.fromEntries(
    identities.map(({ name, principalId }) => [
      name,
      assignments
        .filter((one) => one.principalId === principalId)
        .map(({ roleDefinitionName, scope, condition }) => {
          const where = /^\/subscriptions\/[^/]+$/.test(String(scope))
            ? "subscription"
            : String(scope).split("/").at(-1);
          return `${roleDefinitionName} on ${where}${condition === null ? "" : ", limited"}`;
        })
        .toSorted(),
    ]),
  );
}
