import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readEventLog, timeOf } from "./event-log.ts";
import { eventLog } from "./testing.ts";

test("an event has its type, identifier, time, agent and data", async () => {
  const { lines } = eventLog().add("user.message", { content: "a\0b" }, { agentId: "a1" });
  const events: unknown[] = [];
  const bytes = Buffer.from(`${JSON.stringify(lines[0])}\n{"type":"abort"}`);
  const end = await readEventLog(Readable.from([bytes]), (event) => events.push(event));
  expect(end).toEqual({ problems: [], torn: false });
  expect(events).toEqual([
    {
      type: "user.message",
      id: "event-0",
      at: eventLog().timeOf(0),
      subagent: "a1",
      data: { content: "ab" },
      raw: { ...lines[0], data: { content: "ab" } },
    },
    {
      type: "abort",
      id: undefined,
      at: undefined,
      subagent: undefined,
      data: {},
      raw: { type: "abort" },
    },
  ]);
});

test("a log of 100 MiB is given event by event", { timeout: 30_000 }, async () => {
  const line = `${JSON.stringify({ type: "user.message", data: { content: "x".repeat(2 ** 16) } })}\n`;
  function* chunks() {
    for (let sent = 0; sent < 100 * 2 ** 20; sent += line.length) yield Buffer.from(line);
    yield Buffer.from(line.slice(0, -10));
  }
  let count = 0;
  const end = await readEventLog(Readable.from(chunks()), () => {
    count += 1;
  });
  expect(count).toBe(Math.ceil((100 * 2 ** 20) / line.length));
  expect(end).toEqual({ problems: [], torn: true });
});

test.each([
  ["2026-06-01T09:00:00.000Z", Date.UTC(2026, 5, 1, 9)],
  ["1969-12-31T23:59:59Z", undefined],
  ["+012026-01-01T00:00:00Z", undefined],
  ["soon", undefined],
  [5, undefined],
  [undefined, undefined],
])("%j is the time %s", (timestamp, at) => {
  expect(timeOf(timestamp)).toBe(at);
});
