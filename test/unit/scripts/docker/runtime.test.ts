import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { anyCheckout } from "../../../../plan/stacks.ts";
import { usableDocker } from "../../../../scripts/docker/runtime.ts";
import type { DockerEngine } from "../../../../stacks/docker-engine.ts";
import { settingsOf } from "../../../../stacks/settings.ts";
import { images } from "../../../../versions.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { fails, prints, standInDocker } from "./stand-in.ts";

/** A checkout whose project brings the plugins, and an engine that has the images of `present`. */
async function usable(
  present: string[],
  { config = {}, engine = {} }: { config?: Record<string, string>; engine?: Partial<DockerEngine> },
) {
  const projectDirectory = temporaryFolder();
  const dependencies = { "@pulumi/docker": "5.2.0", "@pulumi/random": "4.21.2" };
  writeFileSync(join(projectDirectory, "package.json"), JSON.stringify({ dependencies }));
  const providers = ["docker", "random"].map((name) => ({ name, path: "." }));
  writeFileSync(join(projectDirectory, "Pulumi.yaml"), JSON.stringify({ plugins: { providers } }));
  mkdirSync(join(projectDirectory, ".data"));
  const rows = present.map((image) => `${image.replace(":", "\t")}\t<none>`);
  standInDocker({
    "image ls": rows.length > 0 ? prints(...rows) : "exit 0",
    "manifest inspect": fails("no such manifest"),
    ps: "exit 0",
  });
  const docker = { ...((await anyCheckout.docker()) as DockerEngine), ...engine };
  const host = { ...anyCheckout, projectDirectory, docker: async () => docker };
  const stack = {
    project: "copilot",
    stack: "local",
    config: { services: "redis", ...config },
    secretKeys: [],
  };
  const settings = settingsOf(stack, host);
  if (settings.target !== "local") throw new Error("is no local stack");
  const preparation = { settings, engine: { binary: "pulumi" }, env: {}, leftPorts: [] };
  return usableDocker(preparation, () => {});
}

const all = [images.node, images.redis];

it("takes an engine that has everything", async () => {
  expect(
    await usable(all, { config: { apiPort: "18001", metricsPort: "18082", searchPort: "18083" } }),
  ).toEqual({ engine: await anyCheckout.docker(), missingImages: [] });
});

it("names an image that cannot be had, with the mirror's name and what to do", async () => {
  const found = await usable([images.node], { config: { registryMirror: "mirror.example.com" } });
  expect(found).toEqual({
    missing: expect.stringMatching(
      /^the image mirror\.example\.com\/node:\S+ cannot be had: .*no such manifest.*; behind a mirror set it with npm run pulumi -- config set registryMirror <host>, or load the image with docker load$/,
    ),
  });
});

it("leaves a small machine to processes with auto, and names the limits with docker", async () => {
  const engine = { memoryMb: 512 };
  const problem = /^services: need 768 MB of memory by their limits, got an engine with 512 MB/;
  expect(await usable(all, { engine })).toEqual({
    missing: expect.stringMatching(problem),
  });
  await expect(usable(all, { engine, config: { runtime: "docker" } })).rejects.toThrow(problem);
});
