import { cpSync, existsSync, globSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

/** What a step gives an action, and where it runs. */
export interface ActionCall {
  inputs: Record<string, string>;
  /** What the job's token may do, `write` or `read` by what. */
  permissions: Record<string, string>;
  /** The job's folder. */
  workspace: string;
  /** Fills the folder as a clone does. */
  checkOut(): void;
  /** Artefacts of this run, a folder each. */
  artifacts: string;
  /** Artefacts of another run, where there is one. */
  otherArtifacts: string | undefined;
}

type Outputs = Record<string, string>;

/** Stands in for a published action: refuses what it would refuse, does what later steps build on. */
export type ActionStub = (call: ActionCall) => Outputs;

export const imageDigest = `sha256:${"1".repeat(64)}`;

/** By name without version. */
export const actionStubs: Record<string, ActionStub> = {
  "actions/checkout"({ inputs, permissions, checkOut }) {
    requireInputs(inputs, [], ["ref", "fetch-depth", "persist-credentials"]);
    requirePermission(permissions, "contents", "read");
    checkOut();
    return {};
  },
  "actions/upload-artifact"({ inputs, workspace, artifacts }) {
    requireInputs(inputs, ["name", "path"], ["if-no-files-found"]);
    const from = resolve(workspace, inputs.path ?? "");
    const isThere = existsSync(from) && readdirSync(from).length > 0;
    if (!isThere && inputs["if-no-files-found"] === "error") {
      throw new Error(`No files were found with the provided path: ${inputs.path}.`);
    }
    if (isThere) cpSync(from, join(artifacts, inputs.name ?? ""), { recursive: true });
    return {};
  },
  "actions/download-artifact"({ inputs, permissions, workspace, artifacts, otherArtifacts }) {
    requireInputs(inputs, ["path"], ["name", "pattern", "run-id", "github-token"]);
    const isOfOtherRun = inputs["run-id"] !== undefined;
    if (isOfOtherRun) {
      requirePermission(permissions, "actions", "read");
      requireInputs(inputs, ["run-id", "github-token"], ["path", "name", "pattern"]);
    }
    const source = isOfOtherRun ? otherArtifacts : artifacts;
    const to = resolve(workspace, inputs.path ?? "");
    mkdirSync(to, { recursive: true });
    if (source === undefined) throw new Error(`run-id: there is no run ${inputs["run-id"]}`);
    if (inputs.name !== undefined) cpSync(join(source, inputs.name), to, { recursive: true });
    for (const name of globSync(inputs.pattern ?? "", { cwd: source })) {
      cpSync(join(source, name), join(to, name), { recursive: true });
    }
    return {};
  },
  "azure/login"({ inputs, permissions }) {
    requireInputs(inputs, ["client-id", "tenant-id", "subscription-id"]);
    requirePermission(permissions, "id-token", "write");
    return {};
  },
  "docker/setup-buildx-action"({ inputs }) {
    requireInputs(inputs, []);
    return {};
  },
  "docker/login-action"({ inputs, permissions }) {
    requireInputs(inputs, ["registry", "username", "password"]);
    requirePermission(permissions, "packages", "write");
    return {};
  },
  "docker/build-push-action"({ inputs, workspace }) {
    const needed = ["context", "file", "tags", "build-args", "push", "sbom", "provenance"];
    requireInputs(inputs, needed);
    requireFile(workspace, inputs.file);
    return { digest: imageDigest };
  },
  "actions/attest-build-provenance"({ inputs, permissions, workspace }) {
    requirePermission(permissions, "attestations", "write");
    requirePermission(permissions, "id-token", "write");
    if (inputs["subject-checksums"] !== undefined) {
      requireInputs(inputs, ["subject-checksums"]);
      requireFile(workspace, inputs["subject-checksums"]);
    } else {
      const needed = ["subject-name", "subject-digest", "push-to-registry"];
      requireInputs(inputs, needed, ["create-storage-record"]);
      requirePermission(permissions, "packages", "write");
    }
    return {};
  },
  "Azure/static-web-apps-deploy"({ inputs, workspace }) {
    const token = "azure_static_web_apps_api_token";
    requireInputs(inputs, ["action", "app_location", "skip_app_build", token]);
    requireFile(workspace, join(inputs.app_location ?? "", "index.html"));
    return {};
  },
};

function requireInputs(inputs: Record<string, string>, needed: string[], others: string[] = []) {
  for (const name of needed) {
    if (!inputs[name]) throw new Error(`Input required and not supplied: ${name}`);
  }
  for (const name of Object.keys(inputs)) {
    if (![...needed, ...others].includes(name)) throw new Error(`Unexpected input: ${name}`);
  }
}

function requirePermission(permissions: Record<string, string>, what: string, level: string) {
  const granted = permissions[what];
  if (granted === "write" || granted === level) return;
  throw new Error(`Resource not accessible by integration: needs ${what}: ${level}`);
}

function requireFile(workspace: string, path = "") {
  if (!statSync(join(workspace, path), { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`${path}: is not there`);
  }
}
