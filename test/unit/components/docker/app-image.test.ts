import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { rootCertificates } from "node:tls";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { AppImage, type AppImageArgs } from "../../../../components/docker/app-image.ts";
import { buildContext } from "../../../support/providers/docker/build-context.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { recordDocker } from "./recording.ts";

const args: AppImageArgs = {
  version: "0123456789ab",
  contextFolder: ".",
  dockerfile: "app/Dockerfile",
  nodeImage: "node:24.0.0",
};

const record = (overrides: Partial<AppImageArgs> = {}) =>
  recordDocker(() => {
    new AppImage("app", { ...args, ...overrides });
    return undefined;
  });

const contextOf = (folder: string) =>
  buildContext(folder, join(folder, args.dockerfile)).map(({ path }) => path);

test("the application is one image, built here and pushed nowhere", async () => {
  const graph = await record();
  const image = graph.named("app", ":Image");
  expect(image.parent).toBe(graph.named("app", ":AppImage").urn);
  expect(image.inputs).toEqual({
    imageName: "copilot-chat-app:0123456789ab",
    build: {
      context: ".",
      dockerfile: "app/Dockerfile",
      args: { NODE_IMAGE: "node:24.0.0" },
    },
    skipPush: true,
    buildOnPreview: false,
  });
});

test("platform and package registry are given on when they are chosen", async () => {
  const graph = await record({ platform: "linux/arm64", npmRegistry: "https://npm.example.com" });
  expect(graph.named("app", ":Image").inputs.build).toMatchObject({
    platform: "linux/arm64",
    args: { NODE_IMAGE: "node:24.0.0", NPM_CONFIG_REGISTRY: "https://npm.example.com" },
  });
});

test("of a system's certificates the build gets those that Node does not have", async () => {
  const system = ["# Some authority", ...rootCertificates, exampleAuthority, exampleAuthority, ""];
  const graph = await record({ extraCertificates: system.join("\n") });
  expect(graph.named("app", ":Image").inputs.build).toMatchObject({
    args: { NODE_IMAGE: "node:24.0.0", EXTRA_CERTIFICATES: exampleAuthority },
  });
  const nothingNew = await record({ extraCertificates: rootCertificates.join("\n") });
  expect(nothingNew.named("app", ":Image").inputs.build).toMatchObject({
    args: expect.not.objectContaining({ EXTRA_CERTIFICATES: expect.anything() }),
  });
});

test("packages are installed before code is copied, so that changed code keeps them", () => {
  const [untilInstalled = ""] = readFileSync(args.dockerfile, "utf8").split("npm ci");
  expect(untilInstalled.match(/^(COPY|ADD) .*$/gm)).toEqual([
    "COPY package.json package-lock.json ./",
    "COPY app/package.json app/",
  ]);
});

test("the engine is sent every file that the application loads, and no file of its tests", async () => {
  const { metafile } = await build({
    entryPoints: ["app/main.ts"],
    outdir: "none",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const sent = contextOf(resolve("."));
  const loaded = Object.keys(metafile.inputs);
  expect(loaded).toContain("app/http/routes/page.ts");
  expect(loaded.filter((path) => !sent.includes(path))).toEqual([]);
  expect(sent).toContain("app/http/page/index.html");
  expect(sent.filter((path) => path.startsWith("app/samples/User/"))).not.toEqual([]);
  expect(
    sent.filter((path) => /\.test\.|\/test-|\/testing\.|contract|node_modules|\.md$/.test(path)),
  ).toEqual([]);
});

test("what nobody named stays on the machine", () => {
  const folder = temporaryFolder();
  const stray = [".data/chats.db", ".env", ".npmrc", "app/.env", "app/notes.txt", "app/own/key.ts"];
  const named = ["app/main.ts", "app/store/open.ts", "package-lock.json", "package.json"];
  for (const path of [...stray, ...named]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), "");
  }
  for (const file of [args.dockerfile, `${args.dockerfile}.dockerignore`])
    cpSync(file, join(folder, file));
  expect(contextOf(folder)).toEqual([args.dockerfile, ...named]);
});

/** Of an authority that there is not; nobody kept its key. */
const exampleAuthority = `-----BEGIN CERTIFICATE-----
MIIBkDCCATWgAwIBAgIUXzUd4pDeFtCBZeL9VnCiayICqBAwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRRXhhbXBsZSBhdXRob3JpdHkwIBcNMjYxMTIxMTU0MzAwWhgP
MjEyNjEwMjgxNTQzMDBaMBwxGjAYBgNVBAMMEUV4YW1wbGUgYXV0aG9yaXR5MFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsOAbshK23BSCWUbVHjzFmtFnkQNN8d6R
oSMSgvr+Rnk+QJFwSu0ySCd9vz874qsdQs0swME0TCu83V23WxWZjaNTMFEwHQYD
VR0OBBYEFLNzFhnw0d+50v4MogrzejRIOrQtMB8GA1UdIwQYMBaAFLNzFhnw0d+5
0v4MogrzejRIOrQtMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIh
AKfR58+vOzKCeJk2fIg8PeKBD53dbNa3/xVWalfOVbNNAiEA21vI/tfgD1qrpqZh
1ZvObNfV06OkN5pGUXqk4mz21Wo=
-----END CERTIFICATE-----`;
