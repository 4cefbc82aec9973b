import { release } from "node:os";
import { describe, expect, it } from "vitest";
import { dockerEngine } from "../../../stacks/docker-engine.ts";
import { fails, prints, setPath, standInDocker } from "../scripts/docker/stand-in.ts";

const info = {
  MemTotal: 8 * 2 ** 30,
  NCPU: 4,
  KernelVersion: release(),
  SecurityOptions: ["name=seccomp,profile=default"],
  DockerRootDir: "/var/lib/docker",
  Driver: "overlay2",
};

function answering(facts: Partial<typeof info> = {}, host = "unix:///var/run/docker.sock") {
  standInDocker({
    "context inspect": prints(host),
    version: prints("1.47"),
    info: prints(JSON.stringify({ ...info, ...facts })),
  });
}

describe("an engine that answers", () => {
  it("says where it is and what it has", async () => {
    answering();
    expect(await dockerEngine()).toEqual({
      host: "unix:///var/run/docker.sock",
      apiVersion: "1.47",
      memoryMb: 8_192,
      cpus: 4,
      isOnThisKernel: true,
      isRootless: false,
      dataFolder: "/var/lib/docker",
      storageDriver: "overlay2",
    });
  });

  it("is elsewhere when its kernel is another, also behind a file of this machine", async () => {
    answering({ KernelVersion: "6.10.14-linuxkit" });
    expect(await dockerEngine()).toMatchObject({ isOnThisKernel: false });
  });

  it("is elsewhere when it is asked over the network", async () => {
    answering({}, "tcp://127.0.0.1:2375");
    expect(await dockerEngine()).toMatchObject({ isOnThisKernel: false });
  });

  it("is rootless when it says so", async () => {
    answering({ SecurityOptions: ["name=seccomp,profile=builtin", "name=rootless"] });
    expect(await dockerEngine()).toMatchObject({ isRootless: true });
  });
});

describe("an engine that is missing says what to do:", () => {
  it("install Docker, where there is no client", async () => {
    setPath("/nowhere");
    expect(await dockerEngine()).toEqual({
      missing: "there is no `docker` on PATH; install Docker",
    });
  });

  it.each([
    [
      "start it, where nothing listens",
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      "Docker does not run; start it",
    ],
    [
      "join the group, where this user may not",
      "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
      "this user may not talk to Docker; add it to the group `docker` and log in again",
    ],
    ["its own words, where it says anything else", "error: x509: unknown", "error: x509: unknown"],
  ])("%s", async (_, words, missing) => {
    standInDocker({
      "context inspect": prints("unix:///var/run/docker.sock"),
      version: fails(words),
      info: fails(words),
    });
    expect(await dockerEngine()).toEqual({ missing });
  });

  it("restart it, where it gives no answer", async () => {
    standInDocker({
      "context inspect": prints("unix:///var/run/docker.sock"),
      version: "exec sleep 30",
      info: prints(JSON.stringify(info)),
    });
    expect(await dockerEngine()).toEqual({
      missing: "Docker gave no answer within 5 s; restart it",
    });
  });
});
