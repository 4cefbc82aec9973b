import { describe, expect, it } from "vitest";
import { images } from "../../../versions.ts";
import { moduleVersion } from "./go.ts";
import { type ImageName, imageNames } from "./load.ts";
import { recipes } from "./recipes.ts";
import { type ContainerPlan, useDocker } from "./use-docker.ts";

interface Expectation extends ContainerPlan {
  image: ImageName;
  /** User id of the main process. */
  uid: number;
  /** What a health check of this image can call. */
  health: string[];
  /** Prints a version that has this text in it. */
  version: [command: string[], text: string];
}

const wget = (url: string) => ["wget", "-q", "--spider", `http://127.0.0.1:${url}`];
const bash = (port: number, path: string) => [
  "bash",
  "-c",
  `exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3; head -1 <&3 | grep -q 200`,
];
const releaseOf = (image: ImageName) => /:v?([0-9.]+)/.exec(images[image])?.[1] ?? "";

const expectations: Expectation[] = [
  {
    image: "prometheus",
    uid: 65_534,
    health: ["promtool", "check", "ready"],
    version: [["prometheus", "--version"], `version ${releaseOf("prometheus")} `],
  },
  {
    image: "nodeExporter",
    uid: 65_534,
    health: wget("9100/"),
    version: [["node_exporter", "--version"], `version ${releaseOf("nodeExporter")} `],
  },
  {
    image: "alertmanager",
    uid: 65_534,
    command: ["--config.file=/etc/alertmanager/alertmanager.yml", "--cluster.listen-address="],
    health: wget("9093/-/ready"),
    version: [["amtool", "--version"], `version ${releaseOf("alertmanager")} `],
  },
  {
    image: "blackboxExporter",
    uid: 0,
    health: wget("9115/-/healthy"),
    version: [["blackbox_exporter", "--version"], `version ${releaseOf("blackboxExporter")} `],
  },
  {
    image: "loki",
    uid: 10_001,
    health: ["/usr/bin/loki", "-health"],
    version: [["/usr/bin/loki", "-version"], `version ${releaseOf("loki")} `],
  },
  {
    image: "promtail",
    uid: 0,
    files: { "/var/log/some.log": "a line\n" },
    health: bash(9080, "/ready"),
    version: [["/usr/bin/promtail", "-version"], "promtail, version 3."],
  },
  {
    image: "cadvisor",
    uid: 0,
    options: ["--volume=/sys:/sys:ro", "--volume=/:/rootfs:ro"],
    health: ["/usr/bin/healthcheck.sh"],
    version: [["cadvisor", "-version"], `version ${releaseOf("cadvisor")}`],
  },
  {
    image: "redis",
    uid: 999,
    options: ["--env=REDISCLI_AUTH=some-password"],
    command: ["--requirepass", "some-password"],
    health: ["sh", "-c", '[ "$(redis-cli ping)" = PONG ]'],
    version: [["redis-server", "--version"], "Redis server v="],
  },
  {
    image: "redisExporter",
    uid: 59_000,
    health: wget("9121/health"),
    version: [["/redis_exporter", "--version"], releaseOf("redisExporter")],
  },
  {
    image: "dockerSocketProxy",
    uid: 99,
    files: {
      "/usr/local/etc/haproxy/haproxy.cfg": [
        "defaults",
        "  mode http",
        "  timeout connect 1s",
        "  timeout client 5s",
        "  timeout server 5s",
        "frontend health",
        "  bind :2375",
        "  monitor-uri /healthz\n",
      ].join("\n"),
    },
    health: wget("2375/healthz"),
    version: [["haproxy", "-v"], "HAProxy version "],
  },
  {
    image: "nginx",
    uid: 0,
    files: { "/etc/nginx/conf.d/some.conf": "server { listen 80; return 200; }\n" },
    health: wget("80/"),
    version: [["sh", "-c", "nginx -v 2>&1"], "nginx version: nginx/1."],
  },
  {
    image: "node",
    uid: 1_000,
    options: ["--user=node"],
    command: ["-e", "require('node:http').createServer((_, r) => r.end()).listen(8001)"],
    health: ["node", "-e", "fetch('http://127.0.0.1:8001')"],
    version: [["node", "--version"], `v${releaseOf("node")}`],
  },
  {
    image: "grafana",
    uid: 472,
    health: ["curl", "-fsS", "http://127.0.0.1:3000/api/health"],
    version: [["curl", "-s", "http://127.0.0.1:3000/api/health"], `"${releaseOf("grafana")}"`],
  },
  {
    image: "qdrant",
    uid: 1_000,
    health: bash(6333, "/readyz"),
    version: [
      [
        "bash",
        "-c",
        "exec 3<>/dev/tcp/127.0.0.1/6333; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3",
      ],
      `"${releaseOf("qdrant")}"`,
    ],
  },
];

describe("the images", () => {
  const docker = useDocker(imageNames);

  it.each(expectations)(
    "$image starts as user $uid, answers its health check and tells its version",
    async ({ image, uid, health, version: [command, text], ...plan }) => {
      const container = await docker.start(image, plan);
      await docker.untilHealthy(container, health);
      const processes = await docker.run(["top", container, "-o", "pid,uid"]);
      expect(processes.split("\n")[1]?.trim().split(/\s+/)[1]).toBe(String(uid));
      expect(await docker.run(["exec", container, ...command])).toContain(text);
    },
  );

  it("has no shell in Loki's, as the published one", async () => {
    const container = await docker.start("loki");
    const shell = docker.run(["exec", container, "sh", "-c", "true"]);
    await expect(shell).rejects.toThrow(/"sh": executable file not found/);
  });
});

describe("the recipes", () => {
  it("are each put to the test above", () => {
    expect(expectations.map(({ image }) => image).sort()).toEqual([...imageNames].sort());
  });

  it("build the pinned version wherever they claim to", async () => {
    for (const name of imageNames) {
      const recipe = recipes[name];
      const build = recipe?.parts.find((part) => "go" in part);
      if (!recipe || !build) continue;
      const version = build.programVersion ?? (await moduleVersion(build));
      const isPinned = version === `v${releaseOf(name)}`;
      expect([name, isPinned]).toEqual([name, recipe.software === "same version"]);
    }
  });
});
