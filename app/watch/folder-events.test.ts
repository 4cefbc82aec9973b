import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../commands/testing.ts";
import { type FollowedFolder, folderEvents } from "./folder-events.ts";

function following(...folders: FollowedFolder[]) {
  let events = 0;
  const followed = folderEvents(() => {
    events += 1;
  });
  onTestFinished(followed.close);
  followed.follow(folders);
  return {
    ...followed,
    /** Whether `write` causes an event within the time that one takes, or a little more. */
    async notices(write: () => void): Promise<boolean> {
      await wait(20);
      events = 0;
      write();
      for (let tries = 0; tries < 10 && events === 0; tries += 1) await wait(20);
      return events > 0;
    },
  };
}

it("tells of every write to a session", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "a.jsonl");
  const { notices } = following({ path: folder.path, holdsSessions: true });
  expect(await notices(() => writeFileSync(file, "1"))).toBe(true);
  expect(await notices(() => appendFileSync(file, "2"))).toBe(true);
});

it("tells of new folders above the sessions, and not of the files that are written there", async () => {
  using folder = temporaryFolder();
  const { notices } = following({ path: folder.path, holdsSessions: false });
  expect(await notices(() => writeFileSync(join(folder.path, "state.vscdb"), "1"))).toBe(false);
  expect(await notices(() => rmSync(join(folder.path, "state.vscdb")))).toBe(false);
  expect(await notices(() => mkdirSync(join(folder.path, "chatSessions")))).toBe(true);
});

it("follows a folder that was deleted and made again", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "chatSessions");
  const followed = { path, holdsSessions: true };
  mkdirSync(path);
  const { follow, notices } = following(followed);
  rmSync(path, { recursive: true });
  mkdirSync(path);
  follow([followed]);
  expect(await notices(() => writeFileSync(join(path, "a.json"), "1"))).toBe(true);
});

it("passes over folders that are gone, and follows the others", async () => {
  using folder = temporaryFolder();
  const gone = { path: join(folder.path, "gone"), holdsSessions: true };
  const { follow, notices } = following(gone, { path: folder.path, holdsSessions: true });
  expect(await notices(() => writeFileSync(join(folder.path, "a.json"), "1"))).toBe(true);
  follow([]);
  expect(await notices(() => writeFileSync(join(folder.path, "b.json"), "1"))).toBe(false);
});
