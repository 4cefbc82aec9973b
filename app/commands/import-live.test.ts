import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "../settings.ts";
import { json, messages, path, site, thread, token } from "../sources/github/test-site.ts";
import { importVerb } from "./import.ts";
import { recordedTerminal, temporaryFolder } from "./testing.ts";

async function runImport(home: string, environment: Record<string, string>) {
  const { terminal, out } = recordedTerminal();
  const dataDirectory = join(home, "data");
  const exitCode = await importVerb(
    { githubLive: true },
    readSettings({ CHATS_DATA_DIRECTORY: dataDirectory, ...environment }),
    { platform: "linux", environment: {}, home },
    terminal,
  );
  return { exitCode, text: out.join("\n") };
}

test("threads come from the site once, and again where they have changed", async () => {
  using folder = temporaryFolder();
  const threads = [thread("a"), thread("b")];
  const { url, asked } = await site({
    [path]: (request, response) => json({ threads })(request, response),
    [`${path}/a/messages`]: json(messages("a")),
    [`${path}/b/messages`]: json(messages("b")),
  });
  const live = { CHATS_GITHUB_COPILOT_URL: url, CHATS_GITHUB_COPILOT_TOKEN: token };
  const first = await runImport(folder.path, live);
  expect(first.exitCode).toBe(0);
  expect(first.text).toContain("https://github.com/copilot   2 exports of github.com");
  expect(first.text).toContain("Imported 2 sessions, 4 messages");

  threads[1] = { ...thread("b"), updatedAt: "2026-03-02T10:05:00Z" };
  asked.length = 0;
  expect((await runImport(folder.path, live)).exitCode).toBe(0);
  expect(asked).toEqual([path, `${path}/b/messages`]);
});

test("without a token nothing is asked, and it is said where to find one", async () => {
  using folder = temporaryFolder();
  await expect(runImport(folder.path, {})).rejects.toThrow(
    new Error(
      "CHATS_GITHUB_COPILOT_TOKEN: missing; use what the page github.com/copilot sends after " +
        "GitHub-Bearer, as the browser's network panel shows it",
    ),
  );
});

test("a token that is of no use ends the import with what to do", async () => {
  using folder = temporaryFolder();
  const { url } = await site({});
  const used = { CHATS_GITHUB_COPILOT_URL: url, CHATS_GITHUB_COPILOT_TOKEN: "old" };
  const { exitCode, text } = await runImport(folder.path, used);
  expect(exitCode).toBe(1);
  expect(text).toContain("answers 401: the token is not or no more of use");
});
