import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { portProblems } from "../../../../scripts/docker/ports.ts";
import { freePorts } from "../../../support/free-ports.ts";
import { fails, prints, standInDocker } from "./stand-in.ts";

const engine = { host: "unix:///run/test.sock" };

function offering(...ports: { number: number; configKey: string }[]) {
  const inside = { name: "metrics", number: 9090, published: undefined };
  const published = ports.map((published) => ({ name: "web", number: 3000, published }));
  return { ports: [inside, ...published] };
}

async function takenPort(address = "127.0.0.1"): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe("portProblems", () => {
  it("finds none, and asks no engine, where every port is free", async () => {
    const { calls } = standInDocker({});
    const { web } = await freePorts("web");
    const services = [offering({ number: web, configKey: "grafanaPort" })];
    expect(await portProblems(services, engine, "local")).toEqual([]);
    expect(calls()).toEqual([]);
  });

  it("names the process that has a port, and the key that moves it", async () => {
    const { calls } = standInDocker({ ps: "exit 0" });
    const number = await takenPort();
    const problems = await portProblems(
      [offering({ number, configKey: "grafanaPort" })],
      engine,
      "local",
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      RegExp(
        `^grafanaPort: port ${number} is in use by \\S.* \\(pid ${process.pid}\\); stop it or choose another with "npm run pulumi -- config set grafanaPort <number>"$`,
      ),
    );
    expect(calls()).toEqual([
      `${engine.host} ps --filter publish=${number} --format {{.Names}}\t{{.Label "copilot.stack"}}`,
    ]);
  });

  it("names the container of somebody else, also where it has another stack's label", async () => {
    const [first, second] = [await takenPort(), await takenPort("0.0.0.0")];
    standInDocker({
      [`ps --filter publish=${first} `]: prints("somebody-grafana\t"),
      [`ps --filter publish=${second} `]: prints("pr-12-loki\tpr-12"),
    });
    const services = [
      offering({ number: first, configKey: "grafanaPort" }),
      offering({ number: second, configKey: "lokiPort" }),
    ];
    expect(await portProblems(services, engine, "local")).toEqual([
      `grafanaPort: port ${first} is in use by container somebody-grafana; stop it or choose another with "npm run pulumi -- config set grafanaPort <number>"`,
      `lokiPort: port ${second} is in use by container pr-12-loki; stop it or choose another with "npm run pulumi -- config set lokiPort <number>"`,
    ]);
  });

  it("leaves a port to the container of this stack, whoever else offers it elsewhere", async () => {
    const number = await takenPort();
    standInDocker({ ps: prints("on-another-address\t", "local-grafana\tlocal") });
    const services = [offering({ number, configKey: "grafanaPort" })];
    expect(await portProblems(services, engine, "local")).toEqual([]);
  });

  it("tells of several ports of one service at once", async () => {
    const [first, second] = [await takenPort(), await takenPort()];
    const { free } = await freePorts("free");
    standInDocker({ ps: prints("other\t") });
    const services = [
      offering(
        { number: first, configKey: "metricsPort" },
        { number: free, configKey: "searchPort" },
        { number: second, configKey: "apiPort" },
      ),
    ];
    const problems = await portProblems(services, engine, "local");
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["metricsPort", "apiPort"]);
  });

  it.runIf(process.platform === "linux")(
    "takes a port for taken whose owner has no time for new connections",
    async () => {
      const program = `require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 },
        function () { console.log(this.address().port); process.kill(process.pid, "SIGSTOP"); })`;
      const owner = spawn(process.execPath, ["-e", program]);
      const [port] = await once(createInterface(owner.stdout), "line");
      const waiting = Array.from({ length: 8 }, () => connect(Number(port), "127.0.0.1"));
      onTestFinished(() => {
        for (const socket of waiting) socket.destroy();
        owner.kill("SIGKILL");
      });
      standInDocker({ ps: "exit 0" });
      const services = [offering({ number: Number(port), configKey: "grafanaPort" })];
      const [problem] = await portProblems(services, engine, "local");
      expect(problem).toMatch(
        RegExp(`^grafanaPort: port ${port} is in use by .+ .pid ${owner.pid}.`),
      );
    },
  );

  it("judges no port of another machine", async () => {
    const { calls } = standInDocker({ ps: prints("other\t") });
    const services = [offering({ number: await takenPort(), configKey: "grafanaPort" })];
    for (const host of ["tcp://10.0.0.1:2376", "ssh://build@example.com"]) {
      expect(await portProblems(services, { host }, "local")).toEqual([]);
    }
    expect(calls()).toEqual([]);
  });

  it("does not hide that the engine cannot be asked", async () => {
    standInDocker({ ps: fails("Cannot connect to the Docker daemon at unix:///run/test.sock.") });
    const services = [offering({ number: await takenPort(), configKey: "grafanaPort" })];
    await expect(portProblems(services, engine, "local")).rejects.toThrow(
      new Error("docker ps: Docker does not run; start it"),
    );
  });
});
