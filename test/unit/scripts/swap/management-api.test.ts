import tls from "node:tls";
import { describe, expect, it, vi } from "vitest";
import { managementApi } from "../../../../scripts/swap/management-api.ts";
import { acceptedToken, blobServer } from "../../../support/blob-server.ts";
import { managementServer } from "../../../support/swap/management-server.ts";

vi.setConfig({ testTimeout: 30_000 });

async function openApi({ token = acceptedToken } = {}) {
  const blobs = await blobServer();
  tls.setDefaultCACertificates([blobs.certificate]);
  const server = await managementServer(blobs);
  const requests: string[] = [];
  server.onRequest = (what) => requests.push(what);
  const interruption = new AbortController();
  const scopes: unknown[] = [];
  const api = managementApi({
    credential: {
      async getToken(scope) {
        scopes.push(scope);
        return { token, expiresOnTimestamp: 4e12 };
      },
    },
    signal: interruption.signal,
    url: server.url,
  });
  return { api, server, requests, interruption, scopes };
}

describe("the management API", () => {
  it("is read with a token of its own and the version of App Service", async () => {
    const { api, server, scopes } = await openApi();
    expect(await api.read("GET", server.siteId)).toEqual({
      id: server.siteId,
      properties: { inProgressOperationId: null },
    });
    expect(scopes).toEqual([`${new URL(server.url).origin}/.default`]);
  });

  it.each([429, 500, 503])("is read again after %i", async (status) => {
    const { api, server, requests } = await openApi();
    server.refusal = { status, code: "Busy", message: "" };
    server.onRequest = (what) => {
      requests.push(what);
      if (requests.length === 2) server.refusal = undefined;
    };
    expect(await api.read("GET", server.siteId)).toMatchObject({ id: server.siteId });
    expect(requests).toHaveLength(2);
  });

  it("is asked once where asking twice would be twice", async () => {
    const { api, server, requests } = await openApi();
    server.refusal = { status: 503, code: "Busy", message: "" };
    const answer = await api.send("POST", `${server.slotId}/slotsswap`, { safe: false });
    expect([answer.status, requests.length]).toEqual([503, 1]);
  });

  it("is not read again after what stays wrong", async () => {
    const { api, server, requests } = await openApi();
    await expect(api.read("GET", `${server.siteId}/no-such-thing`)).rejects.toThrow(
      /no-such-thing: Azure answers ResourceNotFound, "GET .*"; run `pulumi up`/,
    );
    expect(requests).toHaveLength(1);
  });

  it("is not told the login of somebody else", async () => {
    const { api, server } = await openApi({ token: "expired" });
    await expect(api.read("GET", server.siteId)).rejects.toThrow(
      'Azure answers InvalidAuthenticationToken, "no token"; run `az login` again',
    );
  });

  it("gets no request in the clear, and nobody else gets one", async () => {
    const { api, scopes } = await openApi();
    const elsewhere = "https://elsewhere.example/operations/1";
    await expect(api.send("GET", elsewhere)).rejects.toThrow(
      "https://elsewhere.example: not the management API, which is at https://127.0.0.1:",
    );
    expect(scopes).toEqual([]);
    const credential = { getToken: async () => null };
    const options = { credential, signal: new AbortController().signal };
    expect(() => managementApi({ ...options, url: "http://management.example" })).toThrow(
      "--management-url: would send a login in the clear, got http://management.example; use https",
    );
  });

  it("that cannot be reached is told by its name", async () => {
    const { api, server } = await openApi();
    const { port } = new URL(server.url);
    const wrong = new URL(server.siteId, `https://localhost:${port}`);
    const atLocalhost = managementApi({
      credential: { getToken: async () => ({ token: "", expiresOnTimestamp: 4e12 }) },
      signal: new AbortController().signal,
      url: wrong.origin,
    });
    // The certificate is for another name.
    const once = { safe: false };
    await expect(atLocalhost.send("GET", wrong.href, once)).rejects.toThrow(
      /^localhost:\d+: cannot be reached \(ERR_TLS_CERT_ALTNAME_INVALID\)$/,
    );
    expect((await api.send("GET", server.siteId)).status).toBe(200);
  });

  it("is not waited for after an interruption", async () => {
    const { api, server, interruption } = await openApi();
    server.refusal = { status: 503, code: "Busy", message: "" };
    const reading = api.read("GET", server.siteId);
    interruption.abort(new Error("interrupted"));
    await expect(reading).rejects.toThrow();
    expect(interruption.signal.aborted).toBe(true);
  });
});
