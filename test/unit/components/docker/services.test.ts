import fc from "fast-check";
import { expect, test } from "vitest";
import { DockerHost } from "../../../../components/docker/host.ts";
import { serviceContainers } from "../../../../components/docker/services.ts";
import type { Service } from "../../../../services/types.ts";
import { recordDocker, tiny } from "./recording.ts";

const record = (services: Service[]) =>
  recordDocker(() => {
    const host = new DockerHost("host", { stackName: "local", apiVersion: "1.47", services });
    serviceContainers({ host, services, localImages: { built: "sha256:1" } });
    return undefined;
  });

test("each container waits for exactly what it depends on, in whatever order they are given", async () => {
  const names = ["a", "b", "c", "d", "e"];
  const lists = fc
    .tuple(...names.map((_, index) => fc.subarray(names.slice(0, index))))
    .map((dependsOn) =>
      names.map((name, index) => tiny({ name, dependsOn: dependsOn[index] ?? [] })),
    )
    .chain((services) => fc.shuffledSubarray(services, { minLength: services.length }));
  await fc.assert(
    fc.asyncProperty(lists, async (services) => {
      const graph = await record(services);
      for (const { name, dependsOn } of services) {
        const dependencies = graph.dependenciesOf(graph.named(name, ":Container"));
        expect(dependencies).toEqual([...dependsOn, `${name}-image`, "host-monitoring"].toSorted());
      }
    }),
    { numRuns: 20 },
  );
});

test("a container is found by its service, with typed URLs; another service has none", async () => {
  const web = { name: "web", number: 80, published: undefined } as const;
  const service = tiny({ ports: [web] });
  const graph = await recordDocker(() => {
    const services = [service];
    const host = new DockerHost("host", { stackName: "local", apiVersion: "1.47", services });
    const containerOf = serviceContainers({ host, services });
    expect(() => containerOf(tiny({ name: "other" }))).toThrow(
      "other: is none of the services that were started",
    );
    return { url: containerOf(service).urls.web };
  });
  expect(graph.outputs.url).toBe("http://tiny:80");
});

test("an image of the engine is used for its service alone", async () => {
  const graph = await record([tiny({ name: "built" }), tiny({ name: "pulled" })]);
  expect(graph.named("built", ":Container").inputs.image).toBe("sha256:1");
  expect(graph.named("pulled", ":Container").inputs.image).toBe("example/tiny:1.0.0");
});

test("a dependency that is not there, or a circle, is refused by name", async () => {
  await expect(record([tiny({ name: "a", dependsOn: ["b"] })])).rejects.toThrow(
    'a.dependsOn: there is no service "b"; use a',
  );
  const circle = [
    tiny({ name: "a", dependsOn: ["b"] }),
    tiny({ name: "b", dependsOn: ["c"] }),
    tiny({ name: "c", dependsOn: ["a"] }),
  ];
  await expect(record(circle)).rejects.toThrow(
    "dependsOn: a waits for b waits for c waits for a; break the circle",
  );
});
