import type { FastifyInstance } from "fastify";
import { expect, test, vi } from "vitest";
import { httpServer } from "../http/server.ts";
import { testServers } from "../http/testing.ts";
import { temporaryDatabase } from "../store/test-database.ts";
import { unavailableDatabase } from "../store/unavailable.ts";
import { callerOf, requireScope } from "./caller.ts";
import { keyAccess } from "./key-access.ts";
import { createKey, type KeyRequest } from "./new-key.ts";
import { newSecret } from "./secret.ts";
import { wrongKeys } from "./wrong-keys.ts";

const adminKey = "k".repeat(32);
const dayMs = 86_400_000;

/** A server that says who asks, its keys, and a clock that stands still. */
async function keyServer() {
  const clock = { now: 1_750_000_000_000 };
  const { keys } = await temporaryDatabase();
  const withPrefix = vi.spyOn(keys, "withPrefix");
  const now = () => clock.now;
  const wrong = wrongKeys({ perMinute: 3, addresses: 10 }, now);
  const { parts, logLines } = testServers();
  const access = keyAccess({ keys, adminKey: () => adminKey, now, wrong });
  const app = httpServer({ ...parts, access, name: "all" }, [
    async (routes) => {
      routes.get("/who", { onRequest: requireScope("read", "admin") }, async (request) => {
        const { owner, scopes, keyId } = callerOf(request);
        return { owner, scopes: [...scopes], keyId };
      });
      routes.get("/open", { config: { isOpen: true } }, async () => "open");
    },
  ]);
  const create = async (values: Partial<KeyRequest> = {}) => {
    const wanted: KeyRequest = { owner: "ada", name: "laptop", scopes: ["read"], ...values };
    const created = await createKey(keys, wanted, clock.now);
    if (created === undefined) throw new Error("there is such a key");
    return created;
  };
  return { app, keys, withPrefix, create, clock, logLines };
}

async function ask(app: FastifyInstance, authorization?: string, remoteAddress = "127.0.0.1") {
  const headers = authorization === undefined ? {} : { authorization };
  const answer = await app.inject({ url: "/who", headers, remoteAddress });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

const refusal = {
  error: {
    code: "unauthorized",
    field: "Authorization",
    message: "Authorization: no key that works here; use Bearer and a key of this installation",
  },
};

test("a right key says who asks and what for", async () => {
  const { app, create } = await keyServer();
  const { key, secret } = await create({ scopes: ["read", "ingest"] });
  for (const header of [`Bearer ${secret}`, `bearer  ${secret} `]) {
    const { status, body } = await ask(app, header);
    expect([status, body]).toEqual([
      200,
      { owner: "ada", scopes: ["read", "ingest"], keyId: key.id },
    ]);
  }
});

test("the key of the environment administers, and is nobody", async () => {
  const { app } = await keyServer();
  expect(await ask(app, `Bearer ${adminKey}`)).toMatchObject({
    status: 200,
    body: { owner: "", scopes: ["admin"] },
  });
});

test("a key without the scope is told which it would need", async () => {
  const { app, create } = await keyServer();
  const { secret } = await create({ scopes: ["ingest"] });
  expect(await ask(app, `Bearer ${secret}`)).toMatchObject({
    status: 403,
    body: { error: { code: "forbidden", message: "This needs the scope read or admin." } },
  });
});

test("what is open and what is not there needs no key", async () => {
  const { app } = await keyServer();
  expect((await app.inject("/open")).statusCode).toBe(200);
  expect((await app.inject("/nowhere")).statusCode).toBe(404);
  expect((await ask(app)).status).toBe(401);
});

test("every wrong key gets the same answer", async () => {
  const { app, keys, create, clock } = await keyServer();
  const { secret } = await create();
  const other = await create({ name: "other", expiresDays: 1 });
  const revoked = await create({ name: "revoked" });
  await keys.revoke(revoked.key.id, clock.now);
  clock.now += dayMs;
  const samePrefix = secret.slice(0, 12) + newSecret().slice(12);
  const wrong = [
    undefined,
    "",
    secret,
    "Bearer",
    "Bearer ",
    `Basic ${btoa(`ada:${secret}`)}`,
    `Bearer ${secret} ${secret}`,
    `Bearer ${secret.slice(0, -1)}`,
    `Bearer ${secret}a`,
    `Bearer ${newSecret()}`,
    `Bearer ${samePrefix}`,
    `Bearer ${revoked.secret}`,
    `Bearer ${other.secret}`,
    `Bearer ${adminKey.slice(1)}`,
    `Bearer ${"k".repeat(1_000_000)}`,
    `Bearer ${" ".repeat(1_000_000)}`,
  ];
  for (const [index, header] of wrong.entries()) {
    const { status, body, headers } = await ask(app, header, `10.0.0.${index}`);
    expect([status, body]).toEqual([401, refusal]);
    expect(headers["www-authenticate"]).toBe("Bearer");
  }
});

test("a key works until its last moment", async () => {
  const { app, create, clock } = await keyServer();
  const { secret } = await create({ expiresDays: 2 });
  clock.now += 2 * dayMs - 1;
  expect((await ask(app, `Bearer ${secret}`)).status).toBe(200);
  clock.now += 1;
  expect((await ask(app, `Bearer ${secret}`)).status).toBe(401);
});

test("what cannot be a key never reaches the database", async () => {
  const { app, withPrefix } = await keyServer();
  for (const token of ["cpk_short", "%", adminKey.slice(1)]) await ask(app, `Bearer ${token}`);
  expect(withPrefix).not.toHaveBeenCalled();
});

test("an address with too many wrong keys waits, and its wrong keys are not looked up", async () => {
  const { app, withPrefix, create, clock } = await keyServer();
  const { secret } = await create();
  for (let count = 0; count < 3; count += 1) {
    expect((await ask(app, `Bearer ${newSecret()}`)).status).toBe(401);
  }
  withPrefix.mockClear();
  for (const header of [`Bearer ${newSecret()}`, `Bearer ${secret}`, "Bearer x"]) {
    const { status, body, headers } = await ask(app, header);
    expect([status, body.error.code]).toEqual([429, "too_many_wrong_keys"]);
    expect(headers["retry-after"]).toBe("60");
  }
  expect(withPrefix).not.toHaveBeenCalled();
  expect((await ask(app, `Bearer ${secret}`, "10.0.0.7")).status).toBe(200);
  clock.now += 60_000;
  expect((await ask(app, `Bearer ${secret}`)).status).toBe(200);
});

test("no header about other addresses helps", async () => {
  const { app } = await keyServer();
  const statuses = [];
  for (let count = 0; count < 5; count += 1) {
    const headers = {
      authorization: `Bearer ${newSecret()}`,
      "x-forwarded-for": `10.0.0.${count}`,
      forwarded: `for=10.0.0.${count}`,
    };
    statuses.push((await app.inject({ url: "/who", headers })).statusCode);
  }
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
});

test("a key that was right before is not locked out by wrong ones", async () => {
  const { app, keys, create, clock } = await keyServer();
  const { key, secret } = await create();
  expect((await ask(app, `Bearer ${secret}`)).status).toBe(200);
  expect((await ask(app, `Bearer ${adminKey}`)).status).toBe(200);
  for (let count = 0; count < 4; count += 1) await ask(app, `Bearer ${newSecret()}`);
  expect((await ask(app, `Bearer ${secret}`)).status).toBe(200);
  expect((await ask(app, `Bearer ${adminKey}`)).status).toBe(200);
  await keys.revoke(key.id, clock.now);
  expect((await ask(app, `Bearer ${secret}`)).status).toBe(401);
  expect((await ask(app, `Bearer ${secret}`)).status).toBe(429);
});

test("a use is noted, once a minute", async () => {
  const { app, keys, create, clock } = await keyServer();
  const { secret } = await create();
  const markUsed = vi.spyOn(keys, "markUsed");
  const lastUse = async () => (await keys.list())[0]?.lastUsedAt;
  const start = clock.now;
  await ask(app, `Bearer ${secret}`);
  await vi.waitFor(async () => expect(await lastUse()).toBe(start));
  clock.now += 59_999;
  await ask(app, `Bearer ${secret}`);
  expect(markUsed).toHaveBeenCalledTimes(1);
  clock.now += 1;
  await ask(app, `Bearer ${secret}`);
  await vi.waitFor(async () => expect(await lastUse()).toBe(start + 60_000));
});

test("a use that cannot be noted keeps nobody out", async () => {
  const { app, keys, create, logLines } = await keyServer();
  const { key, secret } = await create();
  vi.spyOn(keys, "markUsed").mockRejectedValue(new Error(`cannot write ${secret}`));
  expect((await ask(app, `Bearer ${secret}`)).status).toBe(200);
  await vi.waitFor(() =>
    expect(logLines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: "warn", msg: "a use was not noted", keyId: key.id }),
    ),
  );
  expect(logLines.join("\n")).not.toContain(secret);
});

test("no key is ever logged, right or wrong", async () => {
  const { app, create, logLines } = await keyServer();
  const { secret } = await create();
  const wrong = newSecret();
  for (const key of [secret, wrong, adminKey]) {
    await ask(app, `Bearer ${key}`);
    await app.inject(`/who?key=${key}`);
  }
  expect(logLines).toHaveLength(6);
  for (const key of [secret, wrong, adminKey]) {
    expect(logLines.join("\n")).not.toContain(key.slice(4, 20));
  }
});

test("a database that is away is no wrong key", async () => {
  const { keys } = unavailableDatabase("The database cannot be reached.");
  const { api } = testServers({ access: keyAccess({ keys, adminKey: undefined }) });
  const headers = { authorization: `Bearer ${newSecret()}` };
  expect((await api.inject({ url: "/api/stats", headers })).statusCode).toBe(503);
});
