import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { restoreVolumes } from "../../../../scripts/system-backup/restore-volumes.ts";
import { collectVolumes } from "../../../../scripts/system-backup/volumes.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { fails, prints, standInDocker } from "../docker/stand-in.ts";

const host = "unix:///run/test.sock";

/** An engine with two volumes, whose `content` a copy is, and which keeps what is loaded in `loaded`. */
const engine = {
  "volume ls": prints("local-loki", "local-qdrant"),
  "volume rm": prints("ok"),
  "volume create": prints("ok"),
  "ps --filter status=running": prints("local-qdrant", "local-loki"),
  "image ls": prints("0123456789ab"),
  "container create": prints("carrier"),
  "container rm": prints("carrier"),
  "pause ": prints("ok"),
  "unpause ": prints("ok"),
  "cp --archive carrier:/volume/. -": "printf content",
  "cp --archive - carrier:/volume": "cat >> loaded",
};

it("copies every volume of the stack while those who have one are paused", async () => {
  const { calls } = standInDocker(engine);
  const stage = temporaryFolder();
  const before = process.umask(0);
  const { record, members } = await collectVolumes({ host }, "local", stage);
  process.umask(before);
  expect(record).toEqual({
    name: "volumes",
    versions: { stack: "local" },
    counts: { volumes: 2 },
    problems: [],
  });
  expect(members).toEqual(
    ["local-loki", "local-qdrant"].map((volume) => ({
      name: `volumes/${volume}.tar`,
      path: join(stage, "volumes", `${volume}.tar`),
    })),
  );
  for (const { path } of members) {
    expect(readFileSync(path, "utf8")).toBe("content");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  }
  const verbs = calls().map((call) =>
    call.replace(`${host} `, "").split(" ").slice(0, 2).join(" "),
  );
  expect(verbs).toEqual([
    ...["volume ls", "ps --filter", "pause local-loki", "pause local-qdrant"],
    ...["image ls", "container create", "cp --archive", "container rm"],
    ...["image ls", "container create", "cp --archive", "container rm"],
    ...["unpause local-loki", "unpause local-qdrant"],
  ]);
});

it("lets everything go on where a copy fails, and leaves no container", async () => {
  const { calls } = standInDocker({
    ...engine,
    "cp --archive carrier:/volume/. -": fails("Error response from daemon: no space left"),
  });
  const failing = collectVolumes({ host }, "local", temporaryFolder());
  await expect(failing).rejects.toThrow("docker cp: Error response from daemon: no space left");
  expect(calls().slice(-3)).toEqual([
    `${host} container rm --force carrier`,
    `${host} unpause local-loki`,
    `${host} unpause local-qdrant`,
  ]);
});

function archived(volumes: string[]): string {
  const stage = temporaryFolder();
  mkdirSync(join(stage, "volumes"));
  for (const volume of volumes)
    writeFileSync(join(stage, "volumes", `${volume}.tar`), `new ${volume};`);
  return stage;
}

it("makes each archived volume anew, with the label of the stack", async () => {
  const { calls, folder } = standInDocker(engine);
  expect(await restoreVolumes({ host }, "local", archived(["local-qdrant", "local-redis"]))).toBe(
    2,
  );
  expect(readFileSync(join(folder, "loaded"), "utf8")).toBe("new local-qdrant;new local-redis;");
  expect(calls().filter((call) => call.includes("volume create"))).toEqual([
    `${host} volume create --label copilot.stack=local local-qdrant`,
    `${host} volume create --label copilot.stack=local local-redis`,
  ]);
});

it("puts back what was there where one cannot be restored", async () => {
  const { folder } = standInDocker({
    ...engine,
    // The first load goes well, the second does not, and what follows is the way back.
    "cp --archive - carrier:/volume":
      "echo x >> loads; [ $(wc -l < loads) = 2 ] && { echo broken >&2; exit 1; }; cat >> loaded",
  });
  const stage = archived(["local-loki", "local-qdrant"]);
  await expect(restoreVolumes({ host }, "local", stage)).rejects.toThrow("docker cp: broken");
  expect(readFileSync(join(folder, "loaded"), "utf8")).toBe("new local-loki;contentcontent");
});

it("touches no volume of another stack", async () => {
  const { calls } = standInDocker(engine);
  const stage = archived(["other-loki"]);
  await expect(restoreVolumes({ host }, "local", stage)).rejects.toThrow(
    "other-loki: is no volume of the stack local; use an archive of this one",
  );
  expect(existsSync(join(stage, "volumes-before"))).toBe(false);
  expect(calls()).toEqual([]);
});
