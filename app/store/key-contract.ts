import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type KeyStore, lastUseAccuracyMs, type NewKey } from "./keys.ts";
import type { OpenedDatabase } from "./open.ts";

/** What every `KeyStore` must do. `open` gives a new database each time; the contract closes it. */
export function keyContract(name: string, open: () => Promise<OpenedDatabase>): void {
  describe(name, () => {
    let database: OpenedDatabase;
    let keys: KeyStore;
    beforeEach(async () => {
      database = await open();
      keys = database.keys;
    });
    afterEach(() => database.close());

    const newKey = (values: Partial<NewKey> = {}): NewKey => ({
      owner: "ada",
      name: "laptop",
      prefix: "cpk_aaaaaaaa",
      secretHash: "aa",
      scopes: ["ingest", "read"],
      createdAt: 8.64e15,
      expiresAt: undefined,
      ...values,
    });

    it("keeps keys in the order in which they were made", async () => {
      expect(await keys.list()).toEqual([]);
      const first = await keys.add(newKey());
      expect(first).toEqual({
        id: expect.any(Number),
        owner: "ada",
        name: "laptop",
        prefix: "cpk_aaaaaaaa",
        scopes: ["read", "ingest"],
        createdAt: 8.64e15,
        expiresAt: undefined,
        lastUsedAt: undefined,
        revokedAt: undefined,
      });
      const second = await keys.add(newKey({ owner: "grace", secretHash: "bb", expiresAt: 9e15 }));
      expect(second?.expiresAt).toBe(9e15);
      expect(await keys.list()).toEqual([first, second]);
    });

    it("gives every key of a prefix with its hash", async () => {
      await keys.add(newKey());
      await keys.add(newKey({ name: "desktop", secretHash: "bb" }));
      await keys.add(newKey({ name: "other", secretHash: "cc", prefix: "cpk_AAAAAAAA" }));
      const found = await keys.withPrefix("cpk_aaaaaaaa");
      expect(found.map(({ secretHash }) => secretHash).toSorted()).toEqual(["aa", "bb"]);
      expect(await keys.withPrefix("cpk_%")).toEqual([]);
    });

    it("takes a name once per owner, until that key is revoked", async () => {
      const first = await keys.add(newKey());
      const again = newKey({ secretHash: "bb" });
      expect(await keys.add(again)).toBeUndefined();
      expect(await keys.add(newKey({ owner: "grace", secretHash: "cc" }))).toBeDefined();
      expect(await keys.revoke(first?.id ?? 0, 2_000)).toBe(true);
      expect(await keys.add(again)).toBeDefined();
      expect(await keys.list()).toHaveLength(3);
    });

    it("revokes a key once", async () => {
      const key = await keys.add(newKey());
      const id = key?.id ?? 0;
      expect(await keys.revoke(id + 1, 2_000)).toBe(false);
      expect(await keys.revoke(id, 2_000)).toBe(true);
      expect(await keys.revoke(id, 3_000)).toBe(false);
      expect(await keys.list()).toEqual([{ ...key, revokedAt: 2_000 }]);
    });

    it("knows the last use to a minute", async () => {
      const id = (await keys.add(newKey()))?.id ?? 0;
      const lastUse = async () => (await keys.list())[0]?.lastUsedAt;
      await keys.markUsed(id, 10_000);
      expect(await lastUse()).toBe(10_000);
      await keys.markUsed(id, 10_000 + lastUseAccuracyMs - 1);
      expect(await lastUse()).toBe(10_000);
      await keys.markUsed(id, 10_000 + lastUseAccuracyMs);
      expect(await lastUse()).toBe(10_000 + lastUseAccuracyMs);
    });
  });
}
