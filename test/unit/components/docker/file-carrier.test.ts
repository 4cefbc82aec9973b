import { expect, test } from "vitest";
import { ServiceContainer } from "../../../../components/docker/container.ts";
import { DockerHost } from "../../../../components/docker/host.ts";
import type { Service } from "../../../../services/types.ts";
import { recordDocker, tiny } from "./recording.ts";

const record = (service: Service) =>
  recordDocker(() => {
    const host = new DockerHost("host", {
      stackName: "local",
      apiVersion: "1.47",
      services: [service],
    });
    new ServiceContainer("tiny", { host, service, secretValues: { key: "k3y" } });
    return undefined;
  });

const withFiles = (...paths: string[]) =>
  record(tiny({ files: paths.map((path) => ({ path, content: `of ${path}` })) }));

test("files and secrets are carried by a container that never starts, and mounted read-only", async () => {
  const graph = await record(
    tiny({
      user: "65534:65533",
      files: [{ path: "/etc/tiny/tiny.conf", content: "quiet: true\n" }],
      secrets: [
        { secret: "key", file: "/run/secrets/key" },
        { secret: "key", file: "/run/secrets/config", content: (value) => `key: ${value}\n` },
      ],
    }),
  );
  const carrier = graph.named("tiny-files");
  expect(carrier.inputs).toEqual({
    name: "local-tiny-files",
    image: "example/tiny:1.0.0",
    command: ["never-started"],
    start: false,
    mustRun: false,
    networkMode: "none",
    volumes: [{ containerPath: "/etc/tiny" }, { containerPath: "/run/secrets" }],
    uploads: [
      { file: "/etc/tiny/tiny.conf", content: "quiet: true\n", permissions: "0444" },
      ...[
        ["/run/secrets/key", "k3y"],
        ["/run/secrets/config", "key: k3y\n"],
      ].map(([file, content]) => ({
        file,
        content,
        permissions: "0400",
        owner: "65534",
        group: "65533",
      })),
    ],
    labels: [{ label: "copilot.stack", value: "local" }],
  });
  expect(carrier.secretInputs).toEqual(["uploads[1].content", "uploads[2].content"]);
  expect(graph.named("tiny", ":Container").inputs.volumes).toEqual([
    { fromContainer: "tiny-files-id:ro" },
  ]);
});

test("a folder in another one of them needs no volume of its own", async () => {
  const graph = await withFiles(
    "/etc/tiny/rules/a.yml",
    "/etc/tiny/tiny.yml",
    "/etc/tiny-other/b.yml",
  );
  expect(graph.named("tiny-files").inputs.volumes).toEqual([
    { containerPath: "/etc/tiny" },
    { containerPath: "/etc/tiny-other" },
  ]);
});

test("what cannot be carried is refused", async () => {
  await expect(withFiles("/etc/tiny.conf")).rejects.toThrow(
    "tiny: has a file in /etc, which would be hidden by a volume as a whole; use a folder in it",
  );
  await expect(withFiles("/tiny.conf")).rejects.toThrow("tiny: has a file in /, ");
  await expect(withFiles("/etc/tiny/a", "/etc/tiny/a")).rejects.toThrow(
    "tiny: has two files /etc/tiny/a",
  );
  const empty = tiny({ files: [{ path: "/etc/tiny/a", content: "" }] });
  await expect(record(empty)).rejects.toThrow(
    "tiny: /etc/tiny/a is empty, which cannot be uploaded",
  );
  const named = tiny({ user: "tiny", secrets: [{ secret: "key", file: "/run/secrets/key" }] });
  await expect(record(named)).rejects.toThrow('tiny: user must be numeric as uid:gid, got "tiny"');
});
