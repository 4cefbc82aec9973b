import { basename } from "node:path/posix";
import { describe, expect, test } from "vitest";
import { generatedSecrets, givenSecrets } from "../../../services/secrets.ts";
import { serviceNames } from "../../../services/sets.ts";
import type { Rights, Service } from "../../../services/types.ts";
import { defaultServices, everyService } from "./every-service.ts";

describe.each(everyService.map((service) => [service.name, service] as const))(
  "%s",
  (_, service) => {
    test("has a pinned image", () => {
      expect(service.image).toMatch(/^[a-z0-9./_-]+:v?\d+\.\d+\.\d+[a-z0-9.-]*$/);
    });

    test("runs as a numeric user, and as root only with a reason", () => {
      expect(service.user).toMatch(/^\d+:\d+$/);
      expect(service.rights.root !== undefined).toBe(service.user.startsWith("0:"));
    });

    test("gives a reason for every right", () => {
      for (const reason of reasons(service.rights)) expect(reason.length).toBeGreaterThan(20);
    });

    test("has limits of memory and processor", () => {
      expect(service.limits.memoryMb).toBeGreaterThanOrEqual(64);
      expect(service.limits.cpus).toBeGreaterThanOrEqual(0.1);
      expect(service.limits.cpus).toBeLessThanOrEqual(1);
    });

    test("says of itself what it is for", () => {
      expect(service.purpose).toMatch(/^[a-z].{10,}[^.]$/);
    });

    test("has a health check that asks an address by number", () => {
      const { command, http, startSeconds } = service.health;
      expect(command.join(" ")).not.toContain("localhost");
      expect(command.length).toBeGreaterThan(1);
      expect(startSeconds).toBeGreaterThanOrEqual(30);
      if (http) expect(numbers(service)).toContain(http.port);
    });

    test("is scraped at a port that it has, on the network of the scraper", () => {
      if (!service.scrape) return;
      expect(numbers(service)).toContain(service.scrape.port);
      expect(service.networks).toContain("monitoring");
    });

    test("depends on services that there are and that it can reach", () => {
      for (const name of service.dependsOn) {
        const other = everyService.find((candidate) => candidate.name === name);
        expect(other?.networks.some((network) => service.networks.includes(network))).toBe(true);
      }
    });

    test("uses secrets that have a value, and only as secrets", () => {
      const generated: string[] = [...generatedSecrets];
      const known = [...generated, ...givenSecrets];
      for (const { secret } of service.secrets) expect(known).toContain(secret);
      const { bearerSecret } = service.scrape ?? {};
      if (bearerSecret) expect(generated).toContain(bearerSecret);
      for (const name of Object.keys(service.environment)) {
        expect(name).not.toMatch(/(PASSWORD|TOKEN|SECRET|KEY)$/);
      }
      for (const argument of service.command) {
        expect(argument).not.toMatch(/^-.*(password|token|secret|key)=/i);
      }
    });

    test("mounts files and folders at places of their own", () => {
      const paths = [
        ...service.files.map(({ path }) => path),
        ...service.secrets.flatMap((use) => ("file" in use ? [use.file] : [])),
        ...service.volumes.map(({ path }) => path),
        ...(service.limits.scratch ?? []),
      ];
      expect(new Set(paths).size).toBe(paths.length);
      for (const path of paths) {
        expect(path).toMatch(/^\/[^/]/);
        expect(paths.filter((other) => path.startsWith(`${other}/`))).toEqual([]);
      }
    });
  },
);

test("exists for every name that a set can have, beside the application", () => {
  expect(everyService.map(({ name }) => name).toSorted()).toEqual(
    ["chat-app", ...serviceNames].toSorted(),
  );
});

test("no two publish the same port or have the same volume", () => {
  const published = everyService.flatMap(({ ports }) =>
    ports.flatMap((port) => port.published ?? []),
  );
  expectDistinct(published.map(({ number }) => number));
  expectDistinct(published.map(({ configKey }) => configKey));
  expectDistinct(everyService.flatMap(({ volumes }) => volumes.map(({ name }) => name)));
});

test("the default services need 4 GiB at most", () => {
  const memoryMb = defaultServices.reduce((sum, { limits }) => sum + limits.memoryMb, 0);
  expect(defaultServices).toHaveLength(13);
  expect(memoryMb).toBeLessThanOrEqual(4096);
});

test("only the socket proxy has the Docker socket, and only on the network that asks it", () => {
  const withSocket = everyService.filter(({ rights }) =>
    rights.hostPaths?.some(
      ({ source }) =>
        basename(source) === "docker.sock" || ["/", "/run", "/var/run"].includes(source),
    ),
  );
  expect(withSocket.map(({ name }) => name)).toEqual(["docker-socket-proxy"]);
  expect(withSocket.flatMap(({ networks }) => networks)).toEqual(["monitoring"]);
  expect(withSocket.flatMap(({ ports }) => ports.map((port) => port.published))).toEqual([
    undefined,
  ]);
});

test("only what cannot read a file gets a secret in its environment", () => {
  const inEnvironment = everyService.filter(({ secrets }) =>
    secrets.some((use) => "environment" in use),
  );
  expect(inEnvironment.map(({ name }) => name)).toEqual(["mcp-gateway", "vault"]);
});

test("only these may do more than any container", () => {
  const withRights = everyService.filter(({ rights }) => Object.keys(rights).length > 0);
  expect(
    Object.fromEntries(withRights.map(({ name, rights }) => [name, rightNames(rights)])),
  ).toEqual({
    "docker-socket-proxy": ["root", "/var/run/docker.sock"],
    promtail: ["root"],
    chroma: ["root"],
    cadvisor: ["root", "SYSLOG", "/dev/kmsg", "/sys/fs/cgroup", "/proc", "/var/lib/docker/image"],
    vault: ["IPC_LOCK"],
  });
});

test("databases are out of reach from the host and from the network that people reach", () => {
  for (const name of ["postgres", "mongodb", "chroma", "vault"]) {
    const service = everyService.find((candidate) => candidate.name === name);
    expect(service?.networks).toEqual(["backend"]);
    expect(service?.ports.map(({ published }) => published)).toEqual([undefined]);
  }
});

test("nobody waits in a circle", () => {
  const started = new Set<string>();
  let waiting = everyService;
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((name) => started.has(name)));
    expect(ready.map(({ name }) => name)).not.toEqual([]);
    for (const { name } of ready) started.add(name);
    waiting = waiting.filter(({ name }) => !started.has(name));
  }
});

function expectDistinct(values: (string | number)[]): void {
  expect(values).toEqual([...new Set(values)]);
}

function numbers({ ports }: Service): number[] {
  return ports.map(({ number }) => number);
}

function reasons({ root, writableRoot, hostProcesses, ...lists }: Rights): string[] {
  const named = [
    ...(lists.capabilities ?? []),
    ...(lists.devices ?? []),
    ...(lists.hostPaths ?? []),
  ].map(({ reason }) => reason);
  return [root, writableRoot, hostProcesses, ...named].filter((reason) => reason !== undefined);
}

function rightNames({ capabilities = [], devices = [], hostPaths = [], ...others }: Rights) {
  return [
    ...Object.keys(others),
    ...capabilities.map(({ name }) => name),
    ...devices.map(({ path }) => path),
    ...hostPaths.map(({ source }) => source),
  ];
}
