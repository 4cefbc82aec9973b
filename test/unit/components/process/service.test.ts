import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { ProcessService, type ProcessServiceArgs } from "../../../../components/process/service.ts";
import { recordStack } from "../../../../plan/record.ts";

const args = {
  service: {
    name: "tiny",
    command: ["node", "tiny.ts"],
    environment: { TINY_PORT: "8082" },
    ports: [
      {
        name: "metrics" as const,
        number: 8082,
        published: { number: 8082, configKey: "metricsPort" },
      },
      { name: "api" as const, number: 8001, published: undefined },
    ],
    health: { http: { port: 8082, path: "/ready" }, command: [], startSeconds: 30 },
    stopGraceSeconds: 10,
  },
  workingDirectory: "/app",
  logFolder: "/data/logs",
  runFolder: "/data/run",
};

test("a service becomes one supervised process below the component, with exactly these inputs", async () => {
  const { component, child } = await record(args);
  expect(component).toMatchObject({ name: "tiny", isComponent: true, inputs: {} });
  expect(child).toMatchObject({
    name: "tiny",
    type: "process:index:Service",
    parent: component?.urn,
    isComponent: false,
    secretInputs: [],
  });
  expect(child?.inputs).toEqual({
    serviceName: "tiny",
    command: ["node", "tiny.ts"],
    workingDirectory: "/app",
    environment: { TINY_PORT: "8082" },
    ports: [
      { host: "127.0.0.1", number: 8082, configKey: "metricsPort" },
      { host: "127.0.0.1", number: 8001, configKey: "api" },
    ],
    healthUrl: "http://127.0.0.1:8082/ready",
    healthTimeoutSeconds: 30,
    logFile: "/data/logs/tiny.log",
    logMaxBytes: 10_485_760,
    logKeepFiles: 5,
    runFile: "/data/run/tiny.json",
    stopGraceSeconds: 10,
  });
});

test("secret environment is secret by itself, and the rest of the environment stays readable", async () => {
  const { child } = await record({
    ...args,
    secretEnvironment: { TOKEN: "t0ken", KEY: pulumi.output("k3y") },
  });
  expect(child?.inputs.environment).toEqual({ TINY_PORT: "8082", TOKEN: "t0ken", KEY: "k3y" });
  expect(child?.secretInputs.toSorted()).toEqual(["environment.KEY", "environment.TOKEN"]);
});

test("there is a plain URL for each port, by its role", async () => {
  const { outputs, secretOutputs } = await record({ ...args, secretEnvironment: { TOKEN: "t" } });
  expect(outputs).toEqual({ metrics: "http://127.0.0.1:8082", api: "http://127.0.0.1:8001" });
  expect(secretOutputs).toEqual([]);
});

test("another host is used for the ports, the health check and the URLs", async () => {
  const { child, outputs } = await record({ ...args, host: "::1" });
  expect(child?.inputs.ports).toMatchObject([{ host: "::1" }, { host: "::1" }]);
  expect(child?.inputs.healthUrl).toBe("http://[::1]:8082/ready");
  expect(outputs.api).toBe("http://[::1]:8001");
});

test("log size and number can be chosen", async () => {
  const { child } = await record({ ...args, logMaxBytes: 4096, logKeepFiles: 0 });
  expect(child?.inputs).toMatchObject({ logMaxBytes: 4096, logKeepFiles: 0 });
});

test("options reach the component", async () => {
  const { component } = await record(args, { protect: true });
  expect(component?.isProtected).toBe(true);
});

test("a name that is both secret and plain is refused", async () => {
  await expect(record({ ...args, secretEnvironment: { TINY_PORT: "1" } })).rejects.toThrow(
    "secretEnvironment.TINY_PORT: is in service.environment too; keep one of them",
  );
});

async function record(
  given: ProcessServiceArgs<"metrics" | "api">,
  opts?: pulumi.ComponentResourceOptions,
) {
  const stack = { project: "project", stack: "stack", config: {} };
  const { resources, ...rest } = await recordStack(stack, () => {
    const { metrics, api } = new ProcessService("tiny", given, opts).urls;
    return { metrics, api };
  });
  const [component, ...others] = resources.filter(({ type }) => type === "copilot:process:Service");
  expect(others).toEqual([]);
  const children = resources.filter(({ isComponent }) => !isComponent);
  expect(children.length).toBeLessThanOrEqual(1);
  return { component, child: children[0], ...rest };
}
