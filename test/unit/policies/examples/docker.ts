import { type Example, propertyExample, resource } from "./example.ts";

const container = "docker:index/container:Container";
const network = "docker:index/network:Network";

const of = (policy: string, path: string, good: unknown, bad: unknown) =>
  propertyExample(`docker-container-${policy}`, container, path, good, bad);
const judged = (
  policy: string,
  good: Record<string, unknown>,
  bad: Record<string, unknown>,
  path: string,
): Example => ({
  policy,
  good: [resource(policy.startsWith("docker-network") ? network : container, good)],
  bad: [resource(policy.startsWith("docker-network") ? network : container, bad)],
  path,
});

const withoutMasquerade = { "com.docker.network.bridge.enable_ip_masquerade": "false" };

export const dockerExamples: Example[] = [
  of("no-privileges", "privileged", false, true),
  of("drops-capabilities", "capabilities.drops", ["ALL"], ["NET_RAW"]),
  of("no-capability", "capabilities.adds", undefined, ["CAP_SYS_ADMIN"]),
  of("no-new-privileges", "securityOpts", ["no-new-privileges:true"], []),
  of("profiles", "securityOpts[0]", "no-new-privileges:true", "seccomp=unconfined"),
  of("profiles", "securityOpts[0]", "apparmor=docker-default", "label:disable"),
  of("read-only", "readOnly", true, undefined),
  of("user", "user", "1000:1000", "0:0"),
  of("user", "user", "65534", undefined),
  of("user", "user", "10:0", "root"),
  of("no-socket", "mounts[0].source", "/run/app", "/var/run/docker.sock"),
  of("no-socket", "volumes[0].hostPath", undefined, "/run/user/1000/docker.sock"),
  of("no-system-folder", "mounts[0].source", "/home/me/.data", "/etc/ssl"),
  of("no-system-folder", "volumes[0].hostPath", "/rootfs", "/"),
  of("no-system-folder", "mounts[0].source", "/process", "/proc"),
  of("host-read-only", "mounts[0].readOnly", true, undefined),
  of("no-shared-mounts", "mounts[0].bindOptions.propagation", undefined, "shared"),
  of("no-device", "devices", [], [{ hostPath: "/dev/kmsg" }]),
  of("own-processes", "pidMode", undefined, "host"),
  of("own-memory", "ipcMode", "private", "host"),
  of("own-users", "usernsMode", undefined, "host"),
  of("loopback", "ports[0].ip", "127.0.0.1", "0.0.0.0"),
  of("loopback", "ports[0].ip", "127.0.0.1", undefined),
  of("unprivileged-ports", "ports[0].internal", 8080, 80),
  of("own-network", "networksAdvanced", [{ name: "backend" }], undefined),
  of("image-version", "image", "prom/prometheus:v3.13.5", "prom/prometheus:latest"),
  of("image-version", "image", "localhost:5000/app:1", "localhost:5000/app"),
  of("image-version", "image", "app@sha256:0a", "app"),
  of("image-version", "image", "sha256:0a", undefined),
  of("memory", "memory", 512, undefined),
  of("cpus", "cpus", "0.5", "0.0"),
  of("log-size", "logOpts.max-size", "10m", undefined),
  of("restart", "restart", "unless-stopped", "no"),
  of("health", "healthcheck.tests", ["CMD", "true"], undefined),
  judged("docker-container-no-swap", { memory: 64, memorySwap: 64 }, { memory: 64 }, "memorySwap"),
  judged(
    "docker-container-own-network",
    { networkMode: "none" },
    { networkMode: "host" },
    "networkMode",
  ),
  judged(
    "docker-network-no-way-out",
    { options: withoutMasquerade },
    { name: "stack-backend" },
    "options",
  ),
  judged("docker-network-no-way-out", { name: "stack-egress" }, { name: "egress-not" }, "options"),
  judged("docker-network-no-way-out", { internal: true }, { internal: false }, "options"),
  {
    policy: "docker-container-no-secret-variable",
    good: [
      resource(
        container,
        { envs: ["LOG=info"], uploads: ["never-shown"] },
        { secretInputs: ["uploads[0]"] },
      ),
    ],
    bad: [
      resource(
        container,
        { envs: ["LOG=info", "TOKEN=never-shown"] },
        { secretInputs: ["envs[1]"] },
      ),
    ],
    path: "envs[1]",
  },
  {
    policy: "docker-container-no-secret-variable",
    good: [resource(container, { envs: ["LOG=info"] })],
    bad: [
      resource(container, { envs: ["URL=redis://:never-shown@redis"] }),
      resource("keyvault:Secret", { value: "never-shown" }, { secretInputs: ["value"] }),
    ],
    path: "envs[0]",
  },
  {
    policy: "docker-container-memory",
    good: [resource(container, { start: false })],
    bad: [resource(container, { start: true })],
    path: "memory",
  },
];
