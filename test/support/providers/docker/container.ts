import { setTimeout as sleep } from "node:timers/promises";
import type { Wire } from "../wire.ts";
import { containerConfig } from "./container-config.ts";
import { containerFailures } from "./container-failures.ts";
import { type ContainerInputs, containerInputNames } from "./container-inputs.ts";
import { differingInputs, type Inspection } from "./container-state.ts";
import { type Engine, isOlder } from "./engine.ts";
import { HalfMade, type Kind } from "./kind.ts";
import { foundImage } from "./remote-image.ts";
import { tarArchive } from "./tar.ts";

const HEALTH_POLL_MS = 250;

/** A container, started and waited for if the inputs say so. */
export const container: Kind = {
  inputs: containerInputNames,
  updated: [
    ...["mustRun", "start", "wait", "waitTimeout", "destroyGraceSeconds", "removeVolumes"],
    ...["restart", "memory", "memorySwap"],
  ],
  ordered: ["command", "entrypoints", "tests", "ports"],

  failures: containerFailures,

  async create(engine, wire) {
    const inputs = inputsOf(wire);
    await refuseTooNew(engine, inputs);
    await foundImage(engine, inputs.image).catch((error: Error) => {
      throw new Error(`Unable to create container with image ${inputs.image}: ${error.message}`);
    });
    const path = `/containers/create?name=${encodeURIComponent(inputs.name)}`;
    const made = await named("Unable to create container", () =>
      engine.send("POST", path, containerConfig(inputs)),
    );
    const id = String(made?.Id);
    try {
      await connect(engine, id, inputs);
      await upload(engine, id, inputs);
      if (inputs.start ?? true) {
        await start(engine, id);
        if (inputs.wait) await untilHealthy(engine, id, inputs);
      }
    } catch (error) {
      throw new HalfMade(id, (error as Error).message);
    }
    return { id, outputs: {} };
  },

  async read(engine, id, state) {
    const inspection = await engine.find(`/containers/${id}/json`);
    return inspection && differingInputs(inputsOf(state), inspection as unknown as Inspection);
  },

  async update(engine, id, state, wire) {
    const [olds, news] = [inputsOf(state), inputsOf(wire)];
    if (olds.mustRun === false && news.mustRun !== false && news.start !== false) {
      await start(engine, id);
    }
    const limits = ["restart", "memory", "memorySwap"] as const;
    if (limits.some((key) => olds[key] !== news[key])) await changeLimits(engine, id, news);
    return {};
  },

  async delete(engine, id, state) {
    const { destroyGraceSeconds = 0, removeVolumes = true } = inputsOf(state);
    const stop = `/containers/${id}/stop?t=${destroyGraceSeconds}`;
    await named(`Error stopping container ${id}`, () =>
      engine.send("POST", stop, undefined, [304, 404]),
    );
    const remove = `/containers/${id}?force=1&v=${removeVolumes ? 1 : 0}`;
    await named(`Error deleting container ${id}`, () =>
      engine.send("DELETE", remove, undefined, [404]),
    );
  },
};

function inputsOf(wire: Wire): ContainerInputs {
  return wire as unknown as ContainerInputs;
}

/** Docker's Go client does not send what the engine would silently drop. */
async function refuseTooNew(engine: Engine, { healthcheck }: ContainerInputs): Promise<void> {
  const version = await engine.apiVersion();
  if (healthcheck?.startInterval === undefined || !isOlder(version, "1.44")) return;
  throw new Error(
    'Unable to create container: "specify health-check start interval" requires API version 1.44, ' +
      `but the Docker daemon API version is ${version}`,
  );
}

/** A container begins on the standard network and leaves it for its own. */
async function connect(engine: Engine, id: string, { networksAdvanced = [] }: ContainerInputs) {
  if (networksAdvanced.length === 0) return;
  await engine.send("POST", "/networks/bridge/disconnect", { Container: id });
  for (const { name, aliases = [] } of networksAdvanced) {
    const body = { Container: id, EndpointConfig: { Aliases: aliases } };
    await named(`Unable to connect to network '${name}'`, () =>
      engine.send("POST", `/networks/${encodeURIComponent(name)}/connect`, body),
    );
  }
}

/** One archive for each file, as the real provider does; the engine makes the folders. */
async function upload(engine: Engine, id: string, { uploads = [] }: ContainerInputs) {
  for (const { file, content, permissions = "0644", owner = "0", group = "0" } of uploads) {
    const archive = tarArchive([
      {
        path: file,
        mode: Number.parseInt(permissions, 8),
        content: Buffer.from(content),
        uid: Number(owner),
        gid: Number(group),
      },
    ]);
    await named("Unable to upload volume content", () =>
      engine.send("PUT", `/containers/${id}/archive?path=%2F`, archive),
    );
  }
}

async function start(engine: Engine, id: string): Promise<void> {
  await named("Unable to start container", () =>
    engine.send("POST", `/containers/${id}/start`, undefined, [304]),
  );
}

async function untilHealthy(engine: Engine, id: string, { waitTimeout = 60 }: ContainerInputs) {
  const deadline = performance.now() + waitTimeout * 1_000;
  while (performance.now() < deadline) {
    const inspection = (await engine.find(`/containers/${id}/json`)) as Inspection | undefined;
    if (!inspection?.State.Health) {
      throw new Error("you have supplied a 'wait' argument, but there is no healthcheck defined");
    }
    if (inspection.State.Health.Status === "healthy") return;
    await sleep(HEALTH_POLL_MS);
  }
  throw new Error("container failed to be in healthy state");
}

async function changeLimits(engine: Engine, id: string, inputs: ContainerInputs): Promise<void> {
  const { HostConfig } = containerConfig(inputs) as { HostConfig: Wire };
  const { RestartPolicy, Memory, MemorySwap } = HostConfig;
  await named("Unable to update a container", () =>
    engine.send("POST", `/containers/${id}/update`, { RestartPolicy, Memory, MemorySwap }),
  );
}

/** Puts the real provider's words before the engine's. */
async function named<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`);
  }
}
