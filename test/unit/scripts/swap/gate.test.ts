import { expect, it } from "vitest";
import { unreadyReason, untilReady, untilVersion } from "../../../../scripts/swap/gate.ts";
import { freePorts } from "../../../support/free-ports.ts";
import { stubApp } from "../../../support/swap/stub-app.ts";

const { signal } = new AbortController();

async function openApp() {
  const app = await stubApp("b");
  return { app, url: `http://127.0.0.1:${app.port}` };
}

it("an application is ready that says so as the version that is expected", async () => {
  const { url } = await openApp();
  expect(await unreadyReason(url, "b", signal)).toBeUndefined();
  expect(await unreadyReason(url, "c", signal)).toBe(
    "GET /health answers as b, where c is expected",
  );
});

it("an application that does not answer is not ready", async () => {
  const { port } = await freePorts("port");
  const url = `http://127.0.0.1:${port}`;
  expect(await unreadyReason(url, "b", signal)).toBe("GET /ready gave no answer (ECONNREFUSED)");
  const options = { answers: 1, gateSeconds: 0, signal, onProgress: () => {} };
  expect(await untilReady(url, "b", options)).toBe(
    `${url}: not ready within 0 s: GET /ready gave no answer (ECONNREFUSED)`,
  );
});

it("good answers are counted in a row", async () => {
  const { url } = await openApp();
  const progress: string[] = [];
  const onProgress = (text: string) => progress.push(text);
  const options = { answers: 3, gateSeconds: 60, signal, onProgress };
  expect(await untilReady(url, "b", options)).toBeUndefined();
  expect(progress).toEqual([1, 2, 3].map((count) => `${count} of 3 good answers in a row`));
});

it("a version that does not come is told with what answers instead", async () => {
  const { app, url } = await openApp();
  expect(await untilVersion(url, "b", 0, signal)).toBeUndefined();
  app.version = "a";
  expect(await untilVersion(url, "b", 0, signal)).toBe("answers as a for 0 s, where b should");
  setTimeout(() => {
    app.version = "b";
  }, 300);
  expect(await untilVersion(url, "b", 10, signal)).toBeUndefined();
});
