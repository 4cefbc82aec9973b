import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import tls from "node:tls";
import { unzipSync } from "fflate";
import { describe, expect, it, vi } from "vitest";
import { uploadPackage } from "../../../scripts/upload/upload-package.ts";
import { appVersion, packageName } from "../../../stacks/app-version.ts";
import { acceptedToken, type BlobServer, blobServer } from "../../support/blob-server.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const name = packageName(appVersion(process.cwd()));

/** `node scripts/upload.ts` as `pulumi up` runs it. */
async function upload(server: BlobServer, ...args: string[]) {
  const child = spawn(process.execPath, ["scripts/upload.ts", ...args], {
    env: {
      ...process.env,
      ...server.environment,
      PATH: `${server.programs}:${process.env.PATH}`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { out, err, exitCode };
}

it("puts the bundle under its name with the login of the Azure CLI, once", async () => {
  const server = await blobServer();
  const url = `${server.endpoint}account/releases/${name}`;
  expect(await upload(server, url)).toEqual({ out: `${url}: uploaded\n`, err: "", exitCode: 0 });

  const path = `account/releases/${name}`;
  expect([...server.blobs.keys()]).toEqual([path]);
  const blob = server.blobs.get(path);
  const content = blob?.content ?? Buffer.of();
  expect(Object.keys(unzipSync(content))).toContain("main.mjs");
  expect(blob?.contentType).toBe("application/zip");
  expect(blob?.metadata).toEqual({ sha256: createHash("sha256").update(content).digest("hex") });

  const again = await upload(server, url);
  expect(again).toEqual({ out: `${url}: was there already\n`, err: "", exitCode: 0 });
});

it("uploads nothing under the name of other sources", async () => {
  const server = await blobServer();
  const url = `${server.endpoint}account/releases/chat-app-000000000000.zip`;
  const { out, err, exitCode } = await upload(server, url);
  expect([out, exitCode]).toEqual(["", 1]);
  expect(err).toContain(`${url}: this checkout makes another package, got ${name}; `);
  expect(server.blobs.size).toBe(0);
});

it("says how it is used without an address", async () => {
  const server = await blobServer();
  expect(await upload(server)).toMatchObject({ exitCode: 1, out: "" });
  expect((await upload(server, "--help")).out).toMatch(/^Usage: node scripts\/upload\.ts <URL/);
});

describe("a login that has no right yet", () => {
  const credential = { getToken: async () => ({ token: acceptedToken, expiresOnTimestamp: 4e12 }) };

  it("is waited for, since a new role takes minutes", async () => {
    const { url, server, pack } = await trustedServer();
    server.refusals = 2;
    const reasons: string[] = [];
    const onWait = (reason: string) => reasons.push(reason);
    expect(await uploadPackage(url, pack, credential, { onWait, pauseMs: 1 })).toBe("uploaded");
    expect(reasons).toEqual(["The right to upload is not there yet; a new role takes minutes."]);
    expect(server.blobs.size).toBe(1);
  });

  it("is refused with the key to set once the wait is over", async () => {
    const { url, server, pack } = await trustedServer();
    server.refusals = 100;
    const options = { onWait: () => {}, pauseMs: 1, patienceMs: 0 };
    await expect(uploadPackage(url, pack, credential, options)).rejects.toThrow(
      `${url}: this login may not upload packages; set releaseUploaderObjectId to it`,
    );
    expect(server.blobs.size).toBe(0);
  });
});

/** A server that this process trusts too, and a package for it. */
async function trustedServer() {
  const server = await blobServer();
  tls.setDefaultCACertificates([server.certificate]);
  const file = join(temporaryFolder(), "app.zip");
  writeFileSync(file, "a package");
  return { server, pack: async () => file, url: `${server.endpoint}account/releases/app.zip` };
}
