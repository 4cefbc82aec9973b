import { expect, test } from "vitest";
import type { Settings } from "../settings.ts";
import { openStore } from "../store/open.ts";
import { chat, prompt, readState, sourceFile } from "../store/test-chats.ts";
import { jsonLog } from "../telemetry/log.ts";
import { type MaintainOptions, type MaintainParts, maintainVerb } from "./maintain.ts";
import { recordedTerminal } from "./testing.ts";

const dayMs = 24 * 60 * 60 * 1_000;
/** Noon, which is the same day nearly everywhere. */
const now = 1_000.5 * dayMs;

/** What `maintain` does to any database; `place` gives the settings of a new and empty one. */
export function maintainContract(place: () => Promise<Settings>): void {
  test("names what would go, and removes nothing in a dry run", async () => {
    const settings = await filled(place);
    const { exitCode, out } = await maintain(settings, { retentionDays: 90, dryRun: true });
    expect([exitCode, out]).toEqual([
      0,
      [
        "2 sessions that nobody went on with since 29 Jun 1972:",
        "  24 Nov 1971 · till · Old till · 1 message",
        "  24 Nov 1971 · bakery · Old bread · 1 message",
        "Dry run: nothing was removed.",
      ],
    ]);
    expect(await titles(settings)).toEqual(["New till", "Old bread", "Old till"]);
  });

  test("removes what a person agrees to, and asks before", async () => {
    const settings = await filled(place);
    const asked: string[] = [];
    const ask = (agrees: boolean) => async (question: string) => {
      asked.push(question);
      return agrees;
    };
    const refused = await maintain(settings, { retentionDays: 90 }, { ask: ask(false) });
    expect([refused.exitCode, refused.out.at(-1)]).toEqual([0, "Nothing was removed."]);
    expect(await titles(settings)).toHaveLength(3);

    const agreed = await maintain(settings, { retentionDays: 90 }, { ask: ask(true) });
    expect([agreed.exitCode, agreed.out.at(-1)]).toEqual([
      0,
      "Removed 2 sessions. An import brings one back only if somebody goes on with it.",
    ]);
    expect(asked).toEqual(new Array(2).fill("Remove 2 sessions for good?"));
    expect(await titles(settings)).toEqual(["New till"]);

    const again = await maintain(settings, { retentionDays: 90 }, { ask: ask(true) });
    expect(again.out).toEqual(["There is no session that nobody went on with since 29 Jun 1972."]);
    expect(asked).toHaveLength(2);
  });

  test("removes those of one workspace only, by name, repository or folder", async () => {
    for (const workspace of ["shop", "github.com/ada/shop", "file:///home/till", "till"]) {
      const settings = await filled(place);
      const { out } = await maintain(settings, { retentionDays: 90, workspace, yes: true });
      expect(out[0]).toBe(
        "1 session of github.com/ada/shop that nobody went on with since 29 Jun 1972:",
      );
      expect(await titles(settings)).toEqual(["New till", "Old bread"]);
    }
  });

  test("does nothing for a workspace that is none", async () => {
    const settings = await filled(place);
    await expect(
      maintain(settings, { retentionDays: 0, workspace: "s", yes: true }),
    ).rejects.toThrow(
      "--workspace s: no chat is of it; use one of file:///home/bakery, github.com/ada/shop",
    );
    expect(await titles(settings)).toHaveLength(3);
  });

  test("finds the database sound and gives space back", async () => {
    const settings = await filled(place);
    const { exitCode, out } = await maintain(settings, { check: true, vacuum: true });
    expect(exitCode).toBe(0);
    expect(out).toEqual([
      "The database is sound.",
      "The rules of today for secrets were not applied to 3 sessions; `import` does it.",
      expect.stringMatching(/^The database takes \d+\.\d MB now, \d+\.\d MB before\.$/),
    ]);
  });

  test("prints all of it as one JSON object", async () => {
    const settings = await filled(place);
    const everything = { check: true, retentionDays: 90, workspace: "bakery", vacuum: true };
    const { out, err } = await maintain(settings, { ...everything, yes: true, json: true });
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        check: { problems: [], sessionsUnderOtherRules: 3 },
        retention: {
          before: 910.5 * dayMs,
          workspace: { name: "bakery", folders: ["file:///home/bakery"], sessions: 1 },
          sessions: [expect.objectContaining({ id: "vscode:bread", title: "Old bread" })],
          removed: 1,
        },
        vacuum: { bytesBefore: expect.any(Number), bytesAfter: expect.any(Number) },
      },
    ]);
    expect(err[0]).toBe("The database is sound.");
    const { out: nothing } = await maintain(settings, { check: true, json: true });
    expect(JSON.parse(nothing[0] ?? "")).toEqual({
      check: { problems: [], sessionsUnderOtherRules: 2 },
      retention: null,
      vacuum: null,
    });
  });
}

async function maintain(
  settings: Settings,
  options: MaintainOptions,
  parts: Partial<MaintainParts> = {},
) {
  const { terminal, out, err } = recordedTerminal();
  const all = { ask: undefined, now: () => now, ...parts };
  const exitCode = await maintainVerb(options, settings, terminal, all);
  return { exitCode, out, err };
}

/** Two sessions that are old on day 1,000, of two workspaces, and one that is not. */
async function filled(place: () => Promise<Settings>): Promise<Settings> {
  const settings = await place();
  const shop = { name: "till", uri: "file:///home/till", repository: "github.com/ada/shop" };
  const bakery = { name: "bakery", uri: "file:///home/bakery" };
  const { store } = await openStore(settings, jsonLog("silent"));
  for (const [id, title, workspace, day] of [
    ["till", "Old till", shop, 692.5],
    ["bread", "Old bread", bakery, 692.51],
    ["new", "New till", shop, 990.5],
  ] as const) {
    const file = sourceFile({ path: `/chats/${id}.json` });
    const session = chat({
      id,
      title,
      workspace,
      createdAt: day * dayMs,
      messages: [prompt("r", "?")],
    });
    await store.saveSession(session, file, readState(file));
  }
  await store.close();
  return settings;
}

async function titles(settings: Settings): Promise<string[]> {
  const { store } = await openStore(settings, jsonLog("silent"));
  const { sessions } = await store.sessions({ limit: 9, offset: 0 });
  await store.close();
  return sessions.map(({ title }) => title).toSorted();
}
