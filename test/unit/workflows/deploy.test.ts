import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { appVersion } from "../../../stacks/app-version.ts";
import { Checkout } from "../../support/checkout.ts";
import { imageDigest } from "../../support/workflow-runner/action-stubs.ts";
import { runWorkflow, type WorkflowRun } from "../../support/workflow-runner/run-workflow.ts";
import type { Scenario } from "../../support/workflow-runner/scenario.ts";
import type { Answer } from "../../support/workflow-runner/stub-commands.ts";
import {
  azure,
  commands,
  expectEveryStepRan,
  outputsOf,
  problems,
  pulumi,
  results,
} from "./scenes.ts";

// A run executes two dozen programs.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let checkout: Checkout;
let version: string;
let site: { server: Server; url: string };
const runs: WorkflowRun[] = [];

beforeAll(async () => {
  checkout = new Checkout();
  version = appVersion(checkout.folder);
  site = await siteOf(version);
});
afterAll(() => {
  site.server.close();
  checkout.remove();
});

const providers =
  "az provider list --query [?registrationState=='Registered'].namespace --output json";
const token =
  "az staticwebapp secrets list --name stapp-copilot --resource-group rg-copilot " +
  "--query properties.apiKey --output tsv";
const up = (stack: string) => pulumi("up --yes --diff --suppress-outputs", stack);
const output = (stack: string) => pulumi("stack output --json", stack);

describe("a push to main", () => {
  let run: WorkflowRun;

  beforeAll(async () => {
    run = await deploy({ refName: "main", environments: { prod: azure } });
  });

  it("tests, builds once, brings prod up, swaps, and proves it", () => {
    expect(problems(run)).toBe("");
    expect(results(run)).toEqual({
      target: "success",
      test: "success",
      build: "success",
      image: "success",
      deploy: "success",
    });
    expect(commands(run)).toEqual([
      "npm test",
      providers,
      "npm run swap -- prod --check-migrations",
      up("prod"),
      `npm run swap -- prod --version ${version}`,
      output("prod"),
      output("prod"),
      token,
    ]);
  });

  it("logs in as the identity of environment prod, with GitHub's own token and no secret", () => {
    expect(run.jobs.deploy?.environment).toBe("prod");
    const call = run.calls.find(({ command }) => command === up("prod"));
    expect(call?.environment).toEqual({
      ARM_CLIENT_ID: azure.AZURE_CLIENT_ID,
      ARM_TENANT_ID: azure.AZURE_TENANT_ID,
      ARM_SUBSCRIPTION_ID: azure.AZURE_SUBSCRIPTION_ID,
      ARM_USE_OIDC: "true",
      PULUMI_BACKEND_URL: azure.PULUMI_BACKEND_URL,
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
  });

  it("keeps the package with its checksum", () => {
    const folder = join(run.artifacts, "bundle");
    expect(readdirSync(folder)).toEqual(["SHA256SUMS", `chat-app-${version}.zip`]);
    expect(readFileSync(join(folder, "SHA256SUMS"), "utf8")).toBe(
      `${run.jobs.build?.outputs.sha256}  chat-app-${version}.zip\n`,
    );
  });

  it("pushes an image with name, tags and base as the repository says, and attests it", () => {
    const name = "ghcr.io/acme/copilot/chat-app";
    expect(inputsOf(run, "image", "docker/build-push-action")).toMatchObject({
      file: "app/Dockerfile",
      tags: `${name}:${version}\n${name}:main`,
      "build-args": expect.stringMatching(/^NODE_IMAGE=node:\d+\.\d+\.\d+-bookworm-slim$/),
      push: "true",
      sbom: "true",
      provenance: "mode=max",
    });
    expect(inputsOf(run, "image", "actions/attest-build-provenance")).toMatchObject({
      "subject-name": name,
      "subject-digest": imageDigest,
      "push-to-registry": "true",
    });
  });

  it("deploys the page as front end, told where the API is and allowed to call nobody else", () => {
    const folder = join(checkout.folder, "dist", "front-end");
    expect(readdirSync(folder)).toContain("page.js");
    expect(readdirSync(folder).filter((name) => name.includes(".test."))).toEqual([]);
    const index = readFileSync(join(folder, "index.html"), "utf8");
    expect(index).toContain(`<meta name="api" content="${site.url}" />`);
    const config = readFileSync(join(folder, "staticwebapp.config.json"), "utf8");
    expect(JSON.parse(config).globalHeaders["content-security-policy"]).toContain(
      `; connect-src ${site.url};`,
    );
    expect(inputsOf(run, "deploy", "Azure/static-web-apps-deploy")).toMatchObject({
      app_location: "dist/front-end",
      azure_static_web_apps_api_token: "t0ken",
    });
  });

  it("shows the token of the front end to nobody", () => {
    const step = run.jobs.deploy?.steps.find(({ id }) => id === "front-end");
    expect(step?.log).toBe("::add-mask::t0ken\n");
  });
});

describe("the stack", () => {
  it("without a slot is brought up, and nothing is swapped", async () => {
    const environments = { dev: azure };
    const run = await deploy({ refName: "dev", environments, given: built("dev", "false") });
    expect(problems(run)).toBe("");
    expect(commands(run)).toEqual([providers, up("dev"), output("dev"), output("dev"), token]);
  });

  it("is the branch's in a manual run too, and no other branch has one", async () => {
    const given = { test: {}, build: {}, image: {}, deploy: {} };
    const event = "workflow_dispatch";
    const run = await deploy({ event, refName: "staging", given });
    expect(run.jobs.target?.outputs).toEqual({ stack: "staging", swaps: "false" });
    const other = await deploy({ event, refName: "feature", given });
    expect(problems(other)).toContain(
      "::error::feature: is deployed nowhere; run this on branch dev (to dev), " +
        "staging (to staging), main (to prod)",
    );
  });
});

describe("a deployment stops", () => {
  it("when the tests fail", async () => {
    const given = { target: { stack: "dev", swaps: "false" }, build: {} };
    const answers = [{ command: "npm test", code: 1 }];
    const run = await deploy({ refName: "dev", given, answers });
    expect(results(run)).toMatchObject({ test: "failure", image: "skipped", deploy: "skipped" });
    expect(commands(run)).toEqual(["npm test"]);
  });

  it("before anything changes when a migration would break what runs", async () => {
    const answers = [{ command: "npm run swap -- prod --check-migrations", code: 3 }];
    const run = await deployOnly("prod", answers);
    expect(results(run).deploy).toBe("failure");
    expect(commands(run)).not.toContain(up("prod"));
  });

  it("before the front end when production did worse after the swap", async () => {
    const run = await deployOnly("prod", [{ command: "npm run swap -- prod --version", code: 4 }]);
    expect(results(run).deploy).toBe("failure");
    expect(commands(run).at(-1)).toBe(`npm run swap -- prod --version ${version}`);
  });

  it("before the login when variables are missing or wrong, and names where to set them", async () => {
    const { AZURE_CLIENT_ID: _, ...others } = azure;
    const environments = { dev: { ...others, PULUMI_BACKEND_URL: "https://state.example" } };
    const run = await deploy({ refName: "dev", environments, given: built("dev", "false") });
    const message = problems(run).replaceAll("%0A", "\n");
    expect(message).toContain(
      "::error::AZURE_CLIENT_ID: is not set; it is the client id of the identity that",
    );
    expect(message).toContain(
      'PULUMI_BACKEND_URL: is no container of the engine\'s state, got "https://state.example"; use',
    );
    expect(message).toContain("https://github.com/acme/copilot/settings/environments");
    expect(message).toContain("`gh variable set <name> --env dev --body <value>`");
    expect(message).not.toContain("AZURE_TENANT_ID");
    const login = run.jobs.deploy?.steps.find(({ what }) => what.includes("azure/login"));
    expect(login?.outcome).toBe("skipped");
    expect(commands(run)).toEqual([]);
  });

  it("before anything is made when the subscription lacks a resource provider", async () => {
    const stdout = '["Microsoft.Web","microsoft.insights"]';
    const run = await deployOnly("dev", [{ command: "az provider list", stdout }]);
    const message = problems(run).replaceAll("%0A", "\n");
    expect(message).toContain("  az provider register --namespace Microsoft.KeyVault --wait\n");
    expect(message).not.toMatch(/Microsoft\.(Web|Insights)/);
    expect(commands(run)).toEqual([providers]);
  });

  it("when its machine makes another package than the build did", async () => {
    const environments = { dev: azure };
    const given = { ...built("dev", "false"), build: { sha256: "0".repeat(64), version } };
    const run = await deploy({ refName: "dev", environments, given });
    expect(problems(run)).toMatch(
      /::error::--same-as: this machine makes another package of version [0-9a-f]{12}, got [0-9a-f]{64} for 0{64}; /,
    );
    expect(commands(run)).toEqual([providers]);
  });
});

it("every step was executed by a test", () => {
  expectEveryStepRan("deploy.yml", runs);
});

async function deploy({ answers = [], ...scenario }: Partial<Scenario>): Promise<WorkflowRun> {
  const fits: Answer[] = [
    { command: "az provider list", stdout: JSON.stringify(allProviders) },
    { command: "az staticwebapp secrets list", stdout: "t0ken\n" },
    { command: "pulumi stack output", stdout: JSON.stringify(outputsOf(site.url)) },
  ];
  const run = await runWorkflow(
    { workflow: "deploy.yml", event: "push", ...scenario, answers: [...answers, ...fits] },
    checkout,
  );
  runs.push(run);
  return run;
}

/** The last job alone. */
function deployOnly(stack: string, answers: Answer[]): Promise<WorkflowRun> {
  const given = built(stack, String(stack === "prod"));
  return deploy({ refName: "main", environments: { [stack]: azure }, given, answers });
}

/** What the jobs before the last one hand on; their package is the one that this machine makes. */
function built(stack: string, swaps: string) {
  const sha256 = runs[0]?.jobs.build?.outputs.sha256 ?? "";
  return { target: { stack, swaps }, test: {}, build: { version, sha256 }, image: {} };
}

function inputsOf(run: WorkflowRun, job: string, action: string) {
  return run.jobs[job]?.steps.find(({ what }) => what.includes(action))?.inputs;
}

const allProviders = [
  ...[
    "AlertsManagement",
    "Authorization",
    "Consumption",
    "DBforPostgreSQL",
    "Insights",
    "KeyVault",
  ],
  ...["ManagedIdentity", "Network", "OperationalInsights", "Portal", "Resources", "Storage", "Web"],
].map((name) => `Microsoft.${name}`);

/** A site that is well, as that version. */
async function siteOf(siteVersion: string) {
  const server = createServer((request, response) => {
    const isHealth = request.url === "/health";
    const answer = isHealth ? { status: "ok", version: siteVersion } : { status: "ready" };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
