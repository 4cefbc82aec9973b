import { describe, expect, it, vi } from "vitest";
import { askDocker, docker, dockerLines } from "../../../../scripts/docker/client.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { fails, prints, setPath, standInDocker } from "./stand-in.ts";

const host = "unix:///run/test.sock";

describe("docker", () => {
  it("asks the engine of the host that is given, and answers what is printed, trimmed", async () => {
    const { calls } = standInDocker({ version: prints("", "28.2.2", "") });
    expect(await docker(host, ["version", "--format", "{{.Client.Version}}"])).toBe("28.2.2");
    expect(calls()).toEqual([`${host} version --format {{.Client.Version}}`]);
  });

  it("leaves the choice of the engine to the client where no host is given", async () => {
    const { calls } = standInDocker({ version: prints("28.2.2") });
    vi.stubEnv("DOCKER_HOST", "tcp://192.0.2.1:2376");
    await docker(undefined, ["version"]);
    expect(calls()).toEqual(["tcp://192.0.2.1:2376 version"]);
  });

  it.each([
    {
      args: ["pull", "nobody/nothing:1"],
      said: "Error response from daemon: pull access denied for nobody/nothing",
      error: "docker pull: pull access denied for nobody/nothing",
    },
    {
      args: ["volume", "rm", "a"],
      said: "Error: No such volume: a",
      error: "docker volume rm: No such volume: a",
    },
    {
      args: ["ps", "--all"],
      said: "permission denied while trying to connect to the Docker daemon socket at unix:///run/test.sock: dial unix /run/test.sock: connect: permission denied",
      error:
        "docker ps: this user may not talk to Docker; add it to the group `docker` and log in again",
    },
    {
      args: ["image", "ls"],
      said: "Cannot connect to the Docker daemon at unix:///run/test.sock. Is the docker daemon running?",
      error: "docker image ls: Docker does not run; start it",
    },
    {
      args: ["exec", "a", "sh"],
      said: "sh: /data: permission denied",
      error: "docker exec: sh: /data: permission denied",
    },
  ])("says of $args why it failed", async ({ args, said, error }) => {
    standInDocker({ [args.join(" ")]: fails(said) });
    await expect(docker(host, args)).rejects.toThrow(new Error(error));
  });

  it("tells every line of a command that failed for more than one reason", async () => {
    standInDocker({
      "volume rm": fails(
        "Error response from daemon: remove a: volume is in use - [52ab]",
        "Error response from daemon: get b: no such volume",
      ),
    });
    await expect(docker(host, ["volume", "rm", "a", "b"])).rejects.toThrow(
      new Error("docker volume rm: remove a: volume is in use - [52ab]\nget b: no such volume"),
    );
  });

  it("tells a command that failed without a word by its code", async () => {
    standInDocker({ ps: "exit 1" });
    await expect(docker(host, ["ps"])).rejects.toThrow("docker ps: Command failed: docker ps");
  });

  it("says what to do where there is no client", async () => {
    setPath(temporaryFolder());
    await expect(docker(host, ["ps"])).rejects.toThrow(
      new Error("docker ps: there is no `docker` on PATH; install Docker"),
    );
  });

  it("does not wait longer than the limit", async () => {
    standInDocker({ ps: "exec sleep 60" });
    await expect(docker(host, ["ps"], 200)).rejects.toThrow(
      new Error("docker ps: no answer within 0.2 s"),
    );
  });

  it("takes an answer of several megabytes", async () => {
    standInDocker({ "image ls": "head -c 4000000 /dev/zero | tr '\\0' x" });
    expect(await docker(host, ["image", "ls"])).toHaveLength(4_000_000);
  });
});

describe("dockerLines", () => {
  it("answers no line where nothing is printed", async () => {
    standInDocker({ ps: "exit 0", "volume ls": prints("a", "b") });
    expect(await dockerLines(host, ["ps"])).toEqual([]);
    expect(await dockerLines(host, ["volume", "ls"])).toEqual(["a", "b"]);
  });
});

describe("askDocker", () => {
  it("answers the output or the reason, without the command", async () => {
    standInDocker({ "pull a": prints("sha256:1"), "pull b": fails("Error: no such image") });
    expect(await askDocker(host, ["pull", "a"])).toEqual({ output: "sha256:1" });
    expect(await askDocker(host, ["pull", "b"])).toEqual({ reason: "no such image" });
  });
});
