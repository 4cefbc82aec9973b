import { expect, test } from "vitest";
import { liveThreadsSource } from "./live.ts";
import { type Answer, json, messages, path, site, thread, token } from "./test-site.ts";

const pace = {
  spacingMs: 0,
  patience: { giveUpAfterMs: 400, firstWaitMs: 1, longestWaitMs: 5 },
};

/** What a person who imports from `url` is given. */
async function read(url: string, as = token) {
  const source = liveThreadsSource({ url, token: () => as }, pace);
  const problems: string[] = [];
  const sessions: string[][] = [];
  const files = [];
  for await (const file of source.list((problem) => problems.push(problem))) files.push(file);
  for (const file of files) {
    try {
      const readings = await source.read(file);
      for (const { session } of readings) {
        sessions.push([
          session.id,
          session.title ?? "",
          ...session.messages.map(({ text }) => text),
        ]);
      }
    } catch (error) {
      problems.push(`${file.path}: ${(error as Error).message}`);
    }
  }
  return { files, problems, sessions };
}

test("each thread is a session, known by its address and its time", async () => {
  const { url, asked } = await site({
    [path]: json({ threads: [thread("a"), thread("b/c")] }),
    [`${path}/a/messages`]: json(messages("a")),
    [`${path}/b%2Fc/messages`]: json(messages("b/c")),
  });
  const { files, problems, sessions } = await read(url);
  expect(problems).toEqual([]);
  expect(sessions).toEqual([
    ["a", "About a", "Why?", "Because."],
    ["b/c", "About b/c", "Why?", "Because."],
  ]);
  expect(files[0]).toEqual({
    path: "https://github.com/copilot/c/a",
    root: "https://github.com/copilot",
    sizeBytes: 0,
    modifiedAtMs: Date.UTC(2026, 2, 1, 10, 5),
    inode: "",
  });
  expect(asked).toEqual([path, `${path}/a/messages`, `${path}/b%2Fc/messages`]);
});

test("a thread that cannot be had keeps none of the others back", async () => {
  const { url } = await site({
    [path]: json({ threads: [thread("gone"), thread("a"), thread("odd"), { name: "no id" }, 7] }),
    [`${path}/a/messages`]: json(messages("a")),
    [`${path}/odd/messages`]: json({ items: [] }),
  });
  const { problems, sessions } = await read(url);
  expect(sessions.map(([id]) => id)).toEqual(["a"]);
  expect(problems).toEqual([
    "https://github.com/copilot: lists a thread without an id; left out",
    "https://github.com/copilot: lists a thread without an id; left out",
    "https://github.com/copilot/c/gone: answers 404: there is no such thread, or the site has changed",
    "https://github.com/copilot/c/odd: answers with something else than messages; the site may have changed",
  ]);
});

test("who is asked to wait waits as long, and then has it", async () => {
  let refusals = 2;
  const times: number[] = [];
  const { url } = await site({
    [path]: (request, response) => {
      times.push(performance.now());
      refusals -= 1;
      if (refusals >= 0) response.writeHead(429, { "retry-after": "0" }).end();
      else json({ threads: [] })(request, response);
    },
  });
  expect(await read(url)).toEqual({ files: [], problems: [], sessions: [] });
  expect(times).toHaveLength(3);
});

test.each<[string, Answer | undefined, string]>([
  [
    "asks for too long a wait",
    (_, response) => void response.writeHead(429, { "retry-after": "60" }).end(),
    "answers 429",
  ],
  ["fails again and again", (_, response) => void response.writeHead(502).end(), "answers 502"],
  [
    "has moved",
    (_, response) => void response.writeHead(302, { location: "https://evil.example" }).end(),
    "does not answer: unexpected redirect",
  ],
  ["has no such list", undefined, "answers 404: there is no such thread, or the site has changed"],
  [
    "lists something else",
    json({ items: [] }),
    "answers with something else than a list of threads; the site may have changed",
  ],
  ["hangs up", ({ socket }) => void socket.destroy(), "does not answer: other side closed"],
])("a site that %s is a problem that says so", async (_, answer, problem) => {
  const { url } = await site(answer === undefined ? {} : { [path]: answer });
  expect((await read(url)).problems).toEqual([`https://github.com/copilot: ${problem}`]);
});

test("a token that is of no use is named, and is in no message", async () => {
  const { url } = await site({ [path]: json({ threads: [] }) });
  const { problems } = await read(url, "old-secret");
  expect(problems).toEqual([
    "https://github.com/copilot: " +
      "answers 401: the token is not or no more of use; copy the page's newest one",
  ]);
});

test("requests keep their distance", async () => {
  const times: number[] = [];
  const threads = Array.from({ length: 4 }, (_, index) => thread(`t${index}`));
  const noting =
    (answer: Answer): Answer =>
    (request, response) => {
      times.push(performance.now());
      answer(request, response);
    };
  const { url } = await site({
    [path]: noting(json({ threads })),
    ...Object.fromEntries(
      threads.map(({ id }) => [`${path}/${id}/messages`, noting(json(messages(id)))]),
    ),
  });
  const source = liveThreadsSource({ url, token: () => token }, { ...pace, spacingMs: 40 });
  const files = [];
  for await (const file of source.list(() => {})) files.push(file);
  // All at once, as an import that reads ahead asks.
  await Promise.all(files.map((file) => source.read(file)));
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(gaps).toHaveLength(4);
  expect(Math.min(...gaps)).toBeGreaterThan(35);
});
