import { expect, test } from "vitest";
import { ingestPath } from "../../ingest/protocol.ts";
import { ingestBody, pushed } from "../../ingest/test-pushes.ts";
import { testIngest } from "../../ingest/testing.ts";
import { chat } from "../../store/test-chats.ts";

const item = (id: string) => pushed(chat({ id }));
const nothing = { collector: "laptop", sessions: [] };

test("requests of a minute are counted for each owner, and come again after it", async () => {
  let now = Date.UTC(2026, 10, 21, 12);
  const { check, ingest } = await testIngest({ quotas: { requestsPerMinute: 2 }, now: () => now });
  expect((await check(nothing)).statusCode).toBe(200);
  now += 20_500;
  expect((await ingest(ingestBody([]))).statusCode).toBe(200);
  const third = await check(nothing);
  expect([third.statusCode, third.headers["retry-after"], third.json().error]).toEqual([
    429,
    "40",
    {
      code: "too_many_requests",
      field: "requestsPerMinute",
      message: "requestsPerMinute: 2 allowed, this is one more; wait for 40 s",
    },
  ]);
  expect((await ingest(ingestBody([]))).statusCode).toBe(429);
  expect((await check(nothing, "grace")).statusCode).toBe(200);
  now += 39_500;
  expect((await check(nothing)).statusCode).toBe(200);
});

test("bytes of a day are counted beyond a restart, and come again after midnight in UTC", async () => {
  let now = Date.UTC(2026, 10, 21, 23, 59, 58);
  const body = ingestBody([item("1")]);
  const bytes = Buffer.byteLength(JSON.stringify(body));
  const quotas = { bytesPerDay: 2 * bytes };
  const first = await testIngest({ quotas, now: () => now });
  expect((await first.ingest(body)).statusCode).toBe(200);
  const { database } = first;
  const { ingest, of } = await testIngest({ quotas, database, now: () => now });
  expect((await ingest(ingestBody([item("1"), item("2")]))).json().error).toEqual({
    code: "quota_exceeded",
    field: "bytesPerDay",
    message:
      `bytesPerDay: ${2 * bytes} bytes allowed, ${bytes} bytes used and ` +
      `${Buffer.byteLength(JSON.stringify(ingestBody([item("1"), item("2")])))} bytes sent; ` +
      "go on after midnight in UTC",
  });
  expect((await ingest(body)).statusCode).toBe(200);
  const full = await ingest(body);
  expect([full.statusCode, full.headers["retry-after"]]).toEqual([429, "2"]);
  expect(full.json().error.message).toBe(
    `bytesPerDay: ${2 * bytes} bytes allowed, ${2 * bytes} bytes used; go on after midnight in UTC`,
  );
  expect((await ingest(body, "grace")).statusCode).toBe(200);
  expect((await of("ada").store.counts()).sessions).toBe(1);
  now += 2_000;
  expect((await ingest(body)).statusCode).toBe(200);
});

test("sessions that are there may change when no more may come", async () => {
  const { ingest, outcomes, of, metricsText } = await testIngest({ quotas: { sessions: 2 } });
  expect(await outcomes(ingestBody([item("1")]))).toEqual(["added"]);
  const refused = await ingest(ingestBody([item("1"), item("2"), item("3"), item("3")]));
  expect([refused.statusCode, refused.json().error]).toEqual([
    403,
    {
      code: "quota_exceeded",
      field: "sessions",
      message: "sessions: 2 allowed, 1 used and 2 sent; remove some, or ask for more",
    },
  ]);
  expect((await of("ada").store.counts()).sessions).toBe(1);
  expect(await outcomes(ingestBody([item("2")]))).toEqual(["added"]);
  const longer = pushed(chat({ id: "1", title: "Bread", updatedAt: 9_000 }));
  expect(await outcomes(ingestBody([longer, item("2")]))).toEqual(["updated", "unchanged"]);
  expect(await outcomes(ingestBody([item("2")], { collector: "desktop" }))).toEqual(["unchanged"]);
  expect(await metricsText()).toContain('copilot_ingest_refusals_total{reason="quota_exceeded"} 1');
});

test("bytes that are stored count until their session is removed", async () => {
  const { ingest, of } = await testIngest({ quotas: { storedBytes: 1_000 } });
  expect((await ingest(ingestBody([item("1")]))).statusCode).toBe(200);
  const { storedBytes } = await of("ada").ingests.use("2026-11-21");
  expect(storedBytes).toBe(Buffer.byteLength(JSON.stringify(chat({ id: "1" }))));
  const large = pushed(chat({ id: "2", title: "x".repeat(900) }));
  const refused = await ingest(ingestBody([large]));
  const sent = Buffer.byteLength(JSON.stringify(ingestBody([large]))).toLocaleString("en-US");
  expect([refused.statusCode, refused.json().error]).toEqual([
    403,
    {
      code: "quota_exceeded",
      field: "storedBytes",
      message:
        `storedBytes: 1,000 bytes allowed, ${storedBytes} bytes used and ${sent} bytes sent; ` +
        "remove sessions, or ask for more",
    },
  ]);
  await of("ada").maintenance.remove(["vscode:1"], { before: 9_000, removedAt: 9_000 });
  expect((await of("ada").ingests.use("2026-11-21")).storedBytes).toBe(0);
});

test("an owner sends one body at a time, and no more than four owners do", async () => {
  const { server, ingest } = await testIngest();
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  const waiting: (() => void)[] = [];
  const begun = ["ada", "grace", "linus", "edsger"].map((owner) => begin(address, owner, waiting));
  const statusOf = async (owner: string) => {
    const answered = await ingest(ingestBody([]), owner);
    return [answered.statusCode, answered.json().error?.code, answered.headers["retry-after"]];
  };
  await expect.poll(() => statusOf("ada")).toEqual([429, "too_many_requests", "1"]);
  await expect.poll(() => statusOf("barbara")).toEqual([503, "busy", "2"]);
  for (const end of waiting) end();
  expect((await Promise.all(begun)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await statusOf("barbara")).toEqual([200, undefined, undefined]);
});

/** Sends a body that comes to its end when asked to. */
function begin(address: string, owner: string, waiting: (() => void)[]): Promise<Response> {
  const body = new ReadableStream({
    start(controller) {
      const [start, end] = ["{", JSON.stringify(ingestBody([])).slice(1)];
      controller.enqueue(Buffer.from(start));
      waiting.push(() => {
        controller.enqueue(Buffer.from(end));
        controller.close();
      });
    },
  });
  const headers = { authorization: `Bearer ${owner}`, "content-type": "application/json" };
  const request = { method: "POST", headers, body, duplex: "half" };
  return fetch(`${address}${ingestPath}`, request as RequestInit);
}
