import tls from "node:tls";
import { expect, it } from "vitest";
import { type Entry, openJournal, readJournal } from "../../../../scripts/swap/journal.ts";
import { acceptedToken, blobServer } from "../../../support/blob-server.ts";

const credential = { getToken: async () => ({ token: acceptedToken, expiresOnTimestamp: 4e12 }) };

const entry: Entry = {
  from: "https://x/chat-app-a.zip",
  to: "https://x/chat-app-b.zip",
  phase: "watching",
  startedAt: "2026-12-01T00:00:00.000Z",
  before: { probes: { requests: 100, failed: 0, p95Ms: 5 } },
};

async function openServer() {
  const blobs = await blobServer();
  tls.setDefaultCACertificates([blobs.certificate]);
  const releasesUrl = `${blobs.endpoint}account/releases`;
  const path = "account/releases/swap.json";
  const open = (holder: string) => openJournal(releasesUrl, { credential, holder });
  const held = async (holder: string) => {
    const journal = await open(holder);
    if ("holder" in journal) throw new Error(`${journal.holder} holds it`);
    return journal;
  };
  return { blobs, releasesUrl, path, open, held };
}

it("keeps what was written, for whoever holds it next", async () => {
  const { held, releasesUrl } = await openServer();
  const first = await held("ada");
  expect(first.last).toBeUndefined();
  await first.write(entry);
  await first.close();
  const second = await held("bob");
  expect(second.last).toEqual(entry);
  await second.close();
  expect(await readJournal(releasesUrl, credential)).toEqual(entry);
});

it("is empty before the first release, and not made by a look into it", async () => {
  const { releasesUrl, blobs } = await openServer();
  expect(await readJournal(releasesUrl, credential)).toBeUndefined();
  expect(blobs.blobs.size).toBe(0);
});

it("has one holder, who is told to others", async () => {
  const { held, open } = await openServer();
  const first = await held("ada");
  const second = await open("bob");
  expect(second).toMatchObject({ holder: "ada", since: expect.stringMatching(/^20.*Z$/) });
  // Nor does the one who was refused end the hold of the other.
  await first.write(entry);
  await first.close();
  expect((await held("bob")).last).toEqual(entry);
});

it("is not written by one who lost it", async () => {
  const { held, blobs, path } = await openServer();
  const first = await held("ada");
  blobs.leases.end();
  const second = await held("bob");
  await second.write(entry);
  await expect(first.write({ ...entry, phase: "over" })).rejects.toThrow(
    /swap\.json: is held by this run no longer \(LeaseIdMismatchWithBlobOperation\)$/,
  );
  expect(JSON.parse(blobs.blobs.get(path)?.content.toString() ?? "")).toMatchObject({
    holder: "bob",
    entry: { phase: "watching" },
  });
});

it("is given back at the end, so that nobody waits", async () => {
  const { held } = await openServer();
  await (await held("ada")).close();
  await (await held("bob")).close();
});

it("that somebody broke is not taken for an empty one", async () => {
  const { held, blobs, path } = await openServer();
  await (await held("ada")).close();
  const blob = blobs.blobs.get(path);
  if (blob) blob.content = Buffer.from("{");
  await expect(held("bob")).rejects.toThrow(
    /swap\.json: is no journal of releases; look into it and remove it$/,
  );
});

it("says how to get the right to it", async () => {
  const { held, blobs } = await openServer();
  blobs.refusals = 100;
  await expect(held("ada")).rejects.toThrow(
    /swap\.json: Azure answers AuthorizationPermissionMismatch; set releaseUploaderObjectId to this/,
  );
});
