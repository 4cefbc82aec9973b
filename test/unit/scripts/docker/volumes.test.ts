import { expect, it } from "vitest";
import { removeVolumes } from "../../../../scripts/docker/volumes.ts";
import { fails, prints, standInDocker } from "./stand-in.ts";

const host = "unix:///run/test.sock";

it("removes the volumes of the stack and answers their names", async () => {
  const { calls } = standInDocker({
    "volume ls": prints("local-loki", "local-redis"),
    "volume rm local-loki": prints("local-loki"),
    "volume rm local-redis": prints("local-redis"),
  });
  expect(await removeVolumes({ host }, "local")).toEqual({
    removed: ["local-loki", "local-redis"],
    problems: [],
  });
  expect(calls().toSorted()).toEqual([
    `${host} volume ls --quiet --filter label=copilot.stack=local`,
    `${host} volume rm local-loki`,
    `${host} volume rm local-redis`,
  ]);
});

it("says which container still uses a volume, and removes the others", async () => {
  standInDocker({
    "volume ls": prints("local-loki", "local-redis", "local-old"),
    "volume rm local-loki": prints("local-loki"),
    "volume rm local-redis": fails(
      "Error response from daemon: remove local-redis: volume is in use - [52ab, 52ac]",
    ),
    "volume rm local-old": fails("Error response from daemon: remove local-old: disk failure"),
    "ps --all --filter volume=local-redis --format {{.Names}}": prints("local-redis", "mine"),
    "ps --all --filter volume=local-old --format {{.Names}}": "exit 0",
  });
  expect(await removeVolumes({ host }, "local")).toEqual({
    removed: ["local-loki"],
    problems: [
      'local-redis: is still in use by container local-redis, mine; remove it with "docker rm --force local-redis mine"',
      "local-old: cannot be removed, remove local-old: disk failure",
    ],
  });
});

it("removes nothing where the stack has no volume", async () => {
  const { calls } = standInDocker({ "volume ls": "exit 0" });
  expect(await removeVolumes({ host }, "local")).toEqual({ removed: [], problems: [] });
  expect(calls()).toHaveLength(1);
});
