import { describe, expect, test } from "vitest";
import { alertmanagerService } from "../../../services/alertmanager.ts";
import { alloyService } from "../../../services/alloy.ts";
import { cadvisorService } from "../../../services/cadvisor.ts";
import { lokiService } from "../../../services/loki.ts";
import { nodeExporterService } from "../../../services/node-exporter.ts";
import { promtailService } from "../../../services/promtail.ts";

describe("cAdvisor", () => {
  test("asks the socket proxy, seldom, and only for containers", () => {
    expect(cadvisorService({ port: 8080 }).command).toEqual([
      "cadvisor",
      "--docker=tcp://docker-socket-proxy:2375",
      "--docker_only=true",
      "--store_container_labels=false",
      "--housekeeping_interval=30s",
      "--enable_metrics=cpu,memory,network,diskIO,oom_event",
    ]);
  });

  test("looks for containers where Docker keeps its data", () => {
    const { rights } = cadvisorService({ port: 8080, dockerFolder: "/mnt/docker" });
    expect(rights.hostPaths?.map(({ source, path }) => [source, path]).at(-1)).toEqual([
      "/mnt/docker/image",
      "/rootfs/mnt/docker/image",
    ]);
  });

  test("sees containerd only where it is told that it has to", () => {
    const paths = (containerdSocket?: string) =>
      cadvisorService({ port: 8080, ...(containerdSocket && { containerdSocket }) })
        .rights.hostPaths?.map(({ source, path }) => `${source}:${path}`)
        .filter((path) => path.includes("containerd"));
    expect(paths()).toEqual([]);
    expect(paths("/run/user/1/containerd.sock")).toEqual([
      "/run/user/1/containerd.sock:/run/containerd/containerd.sock",
    ]);
  });

  test("says that its samples have times of their own", () => {
    expect(cadvisorService({ port: 8080 }).scrape?.hasOwnTimestamps).toBe(true);
  });
});

describe("the exporter of the machine", () => {
  const exporter = nodeExporterService({ port: 9101 });

  test("has no path of the host", () => {
    expect(exporter.rights).toEqual({});
  });

  test("measures the disk that its empty volume is on, and no network, which is its own", () => {
    const folder = exporter.volumes[0]?.path;
    expect(exporter.command).toContain(`--collector.filesystem.mount-points-include=^${folder}$`);
    expect(exporter.command).toContain("--collector.disable-defaults");
    expect(exporter.command.join(" ")).not.toMatch(/--collector\.(net|arp|sock)/);
  });
});

describe.each([promtailService({ files: [] }), alloyService({ files: [] })])(
  "$name",
  ({ rights, dependsOn, environment, secrets }) => {
    test("reads logs from the socket proxy, and no file of the host", () => {
      expect(dependsOn).toEqual(["docker-socket-proxy"]);
      expect(rights.hostPaths).toBe(undefined);
      expect({ environment, secrets }).toEqual({ environment: {}, secrets: [] });
    });
  },
);

test("Alloy reports to nobody and listens beyond itself", () => {
  const { command } = alloyService({ files: [] });
  expect(command).toContain("--disable-reporting");
  expect(command).toContain("--server.http.listen-addr=0.0.0.0:12345");
});

test("Loki asks itself by its own program, as its image has no other", () => {
  expect(lokiService({ port: 3100, files: [] }).health.command).toEqual([
    "/usr/bin/loki",
    "-health",
    "-health.url=http://127.0.0.1:3100/ready",
  ]);
});

test("Alertmanager stays alone and has the secrets of its receivers", () => {
  const secrets = [{ secret: "slack-url", file: "/etc/alertmanager/secrets/slack-url" }];
  const service = alertmanagerService({ port: 9093, files: [], secrets });
  expect(service.command).toContain("--cluster.listen-address=");
  expect(service.secrets).toEqual(secrets);
});
