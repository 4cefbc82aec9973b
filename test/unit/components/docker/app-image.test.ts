import { expect, test } from "vitest";
import { AppImage, type AppImageArgs } from "../../../../components/docker/app-image.ts";
import { recordDocker } from "./recording.ts";

const args: AppImageArgs = {
  version: "0123456789ab",
  contextFolder: ".",
  dockerfile: "services/images/chat-app.Dockerfile",
  nodeImage: "node:24.0.0",
};

const record = (overrides: Partial<AppImageArgs> = {}) =>
  recordDocker(() => {
    new AppImage("app", { ...args, ...overrides });
    return undefined;
  });

test("the application is one image, built here and pushed nowhere", async () => {
  const graph = await record();
  const image = graph.named("app", ":Image");
  expect(image.parent).toBe(graph.named("app", ":AppImage").urn);
  expect(image.inputs).toEqual({
    imageName: "copilot-chat-app:0123456789ab",
    build: {
      context: ".",
      dockerfile: "services/images/chat-app.Dockerfile",
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
