import { expect, it, vi } from "vitest";
import { StoreUnavailable } from "../../store/unavailable.ts";
import { chatServers } from "../servers.ts";
import { oneSnapshot, testDatabase, testServers } from "../testing.ts";

const json = async (url: string, headers = {}) => {
  const answer = await testServers().metrics.inject({ url, headers });
  return { status: answer.statusCode, type: answer.headers["content-type"], body: answer.json() };
};

it("tells programs the families with their values", async () => {
  const startedAt = Date.now();
  const { status, type, body } = await json("/api/metrics");
  expect([status, type]).toEqual([200, "application/json; charset=utf-8"]);
  expect(body.takenAt).toBeGreaterThanOrEqual(startedAt);
  expect(body.families).toContainEqual({
    name: "copilot_sessions_by_source",
    type: "gauge",
    help: "Chat sessions stored, by product.",
    samples: [
      {
        name: "copilot_sessions_by_source",
        labels: { source: "vscode", visibility: "private" },
        value: 1,
      },
    ],
  });
});

it("tells them as Prometheus text to whoever wants that more", async () => {
  const { metrics } = testServers();
  const headers = { accept: "text/plain;version=0.0.4;q=0.5,*/*;q=0.1" };
  const answer = await metrics.inject({ url: "/api/metrics", headers });
  expect(answer.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(answer.body).toContain("\ncopilot_sessions 1\n");
});

it("gives what was saved, for as long as is asked", async () => {
  const { parts } = testServers();
  const between = vi.fn(async () => [oneSnapshot]);
  const database = { ...testDatabase(), snapshots: { ...testDatabase().snapshots, between } };
  const { metrics } = chatServers({ ...parts, database });
  const startedAt = Date.now();
  const answer = await metrics.inject({
    url: "/api/metrics?history=90m",
    headers: { accept: "text/plain" },
  });
  const { from, to, snapshots } = answer.json();
  expect([answer.statusCode, snapshots]).toEqual([200, [oneSnapshot]]);
  expect(to).toBeGreaterThanOrEqual(startedAt);
  expect(to - from).toBe(90 * 60_000);
  expect(between.mock.calls).toEqual([[from, to, 300]]);
});

it.each([
  ["1m", 60_000],
  ["24h", 86_400_000],
  ["30d", 30 * 86_400_000],
])("takes %s as a duration", async (history, ms) => {
  const { body } = await json(`/api/metrics?history=${history}`);
  expect(body.to - body.from).toBe(ms);
});

it.each(["", "0m", "31d", "999999m", "1", "h", "1.5h", "-1h", "1w", " 1h", "1H", "'; drop table"])(
  "names the field of a history of %j",
  async (history) => {
    const { status, body } = await json(`/api/metrics?history=${encodeURIComponent(history)}`);
    expect(status).toBe(400);
    expect(body.error).toEqual({
      code: "invalid_request",
      field: "history",
      message:
        `history: not a duration from 1m to 30d, got ${JSON.stringify(history)}; ` +
        "use for example 90m, 24h or 7d",
    });
  },
);

it("names the field of a history that is said twice, and of one that there is not", async () => {
  const twice = await json("/api/metrics?history=1h&history=2h");
  expect([twice.status, twice.body.error.field]).toEqual([400, "history"]);
  const unknown = await json("/api/metrics?since=1h");
  expect([unknown.status, unknown.body.error.field]).toEqual([400, "since"]);
});

it("says that there is no history while the database is away, and the figures all the same", async () => {
  const { parts } = testServers();
  const refuse = () => Promise.reject(new StoreUnavailable("away"));
  const away = { ...testDatabase().snapshots, between: refuse };
  const { metrics } = chatServers({ ...parts, database: { ...parts.database, snapshots: away } });
  const answer = await metrics.inject("/api/metrics?history=1h");
  expect([answer.statusCode, answer.json()]).toEqual([
    503,
    { error: { code: "store_unavailable", message: "away" } },
  ]);
  expect((await metrics.inject("/api/metrics")).statusCode).toBe(200);
});
