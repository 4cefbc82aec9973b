import fc from "fast-check";
import { expect, test } from "vitest";
import { recoveredSession } from "./recovery.ts";

const request = (index: number, text = `"{[\\ ${index}`) => ({
  requestId: `request_${index}`,
  message: { text, parts: [{ kind: "text", text }] },
  response: [{ value: `{"requestId":"quoted"} ${text}` }],
});

const session = (requests: object[]) => ({
  version: 3,
  sessionId: "s1",
  creationDate: 5,
  requests,
  customTitle: 'A "title"',
});

const texts = fc.array(fc.string({ unit: fc.constantFrom("a", '"', "\\", "{", "]", "}", "\n") }), {
  minLength: 1,
  maxLength: 5,
});

const spaces = fc.constantFrom(0, 2);

test("a session cut off anywhere keeps every request that is whole", () => {
  fc.assert(
    fc.property(texts, spaces, fc.double({ min: 0, max: 1, noNaN: true }), (words, space, part) => {
      const requests = words.map((text, index) => request(index, text));
      const json = JSON.stringify(session(requests), null, space);
      const cut = json.slice(0, Math.round(json.length * part));
      const whole = requests.filter(({ requestId }, index) => {
        const next = json.indexOf(`request_${index + 1}`);
        const end = json.lastIndexOf("}", next === -1 ? json.lastIndexOf("]") : next - 20);
        return cut.includes(requestId) && end !== -1 && cut.length > end;
      });
      const recovered = recoveredSession(cut);
      const found = ((recovered?.requests ?? []) as unknown[]).filter((item) => item !== null);
      expect(found.slice(0, whole.length)).toEqual(whole);
      expect(found.length - whole.length).toBeLessThanOrEqual(1);
      if (found.length > 0) expect(recovered).toMatchObject({ sessionId: "s1", creationDate: 5 });
    }),
    { numRuns: 1_000 },
  );
});

test("garbage in one request costs none of the others, and its place stays", () => {
  fc.assert(
    fc.property(
      texts,
      fc.nat(),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      fc.constantFrom('"', "\0\0\0", "{", "}", ']}"', "xx"),
      (words, choice, part, garbage) => {
        const requests = words.map((text, index) => request(index, text));
        const broken = choice % requests.length;
        const items = requests.map((item) => JSON.stringify(item));
        const item = items[broken] ?? "";
        // Behind the identifier, so that the request can still be told from its neighbours.
        const from = item.indexOf(",") + 1;
        const at = from + Math.floor((item.length - from) * part);
        items[broken] = `${item.slice(0, at)}${garbage}${item.slice(at + garbage.length)}`;
        const text = `{"sessionId":"s1","requests":[${items.join(",")}],"customTitle":"T"}`;
        const found = (recoveredSession(text)?.requests ?? []) as { requestId?: string }[];
        const ids = found.map((each) => each?.requestId);
        for (const [index, { requestId }] of requests.entries()) {
          if (index !== broken) expect(ids).toContain(requestId);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

test("the fields around the requests are read, before and behind them", () => {
  const text = `${JSON.stringify(session([request(0)]))}!`;
  expect(recoveredSession(text)).toEqual({
    sessionId: "s1",
    creationDate: 5,
    customTitle: 'A "title"',
    requests: [request(0)],
  });
});

test.each(["", "{", '{"requests":[', '{"requestId":"cut', "[]", '"requestId":'])(
  "nothing is made of %j",
  (text) => {
    expect(recoveredSession(text)).toBeUndefined();
  },
);

test("broken requests by the thousand take no time", () => {
  const text = '{"requestId":"open'.repeat(50_000);
  const startedAt = performance.now();
  expect(recoveredSession(text)).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
