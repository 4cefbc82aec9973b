import pc from "picocolors";
import { expect, test } from "vitest";
import { foundSession, oneSession } from "../http/testing.ts";
import { readSettings } from "../settings.ts";
import { importVerb } from "./import.ts";
import { search, searchLines } from "./search.ts";
import { recordedTerminal, temporaryFolder } from "./testing.ts";

const plain = pc.createColors(false);
const marking = { ...plain, bold: (text: unknown) => `<b>${text}</b>` };
const time = new Date(2026, 2, 12).getTime();
const [hit] = foundSession.hits;
const response = {
  ...foundSession,
  hits: hit === undefined ? [] : [{ ...hit, session: { ...oneSession, updatedAt: time } }],
};

test("a hit shows title, workspace, date and the snippet with its marks in bold", () => {
  expect(searchLines(response, marking)).toEqual([
    "<b>Retry with backoff</b>",
    "  shop · 12 Mar 2026",
    "  you: How do I <b>retry</b>?",
    "",
    "1 session in 3 ms",
  ]);
});

test("escape sequences in a chat do not reach the terminal, and marks stay in place", () => {
  const hits = response.hits.map((one) => ({
    ...one,
    session: { ...one.session, title: "\u001b]0;evil\u0007", workspace: undefined },
    snippet: "\u001b[2Jretry\n",
    marks: [[4, 9]] as [number, number][],
  }));
  expect(searchLines({ ...response, hits }, marking).slice(0, 3)).toEqual([
    "<b> ]0;evil </b>",
    "  12 Mar 2026",
    "  you:  [2J<b>retry</b> ",
  ]);
});

test("an answer from the words alone says why", () => {
  const fallbackReason = { code: "no_vectors", message: "no vectors yet" } as const;
  const textOnly = { ...response, modeUsed: "text" as const, fallbackReason };
  expect(searchLines(textOnly, plain)).toContain("Found by words alone: no vectors yet");
  expect(searchLines({ ...textOnly, hits: [] }, plain)).toEqual([
    "Nothing found.",
    "Found by words alone: no vectors yet",
  ]);
});

test("stored chats are found, for people and as JSON", async () => {
  using folder = temporaryFolder();
  const settings = readSettings({ CHATS_DATA_DIRECTORY: folder.path });
  const machine = { platform: "linux", environment: {}, home: folder.path } as const;
  await importVerb({ samples: true }, settings, machine, recordedTerminal().terminal);

  const words = ["docker", "image"];
  const people = recordedTerminal();
  expect(await search(words, { limit: 1 }, settings, people.terminal)).toBe(0);
  expect(people.out[0]).toBe("Docker image of 1.4 GB");
  expect(people.out.at(-1)).toMatch(/^1 session in \d+ ms$/);

  const programs = recordedTerminal();
  expect(await search(words, { limit: 2, json: true }, settings, programs.terminal)).toBe(0);
  expect(programs.out).toHaveLength(1);
  expect(JSON.parse(programs.out[0] ?? "").hits).toHaveLength(2);
});

test("before the first import a search says how to import", async () => {
  using folder = temporaryFolder();
  const { terminal, out, err } = recordedTerminal();
  const settings = readSettings({ CHATS_DATA_DIRECTORY: folder.path });
  expect(await search(["retry"], { limit: 10 }, settings, terminal)).toBe(0);
  expect(out[0]).toBe("Nothing found.");
  expect(err).toEqual(["No chats are stored yet; import them first: npm run chats -- import"]);
});
