import { readFileSync } from "node:fs";
import { expect, onTestFinished, test, vi } from "vitest";
import { processProvider } from "../../../../providers/process/provider.ts";
import { readRunFile } from "../../../../providers/process/run-file.ts";
import { freePort, tinyInputs } from "../../../engine/process-provider/tiny-inputs.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { secret } from "./wrapped.ts";

// Processes start slowly on a machine that is busy.
vi.setConfig({ testTimeout: 30_000 });

const urn = "urn:pulumi:test::test::process:index:Service::tiny";

test("a created service has the inputs as they came, secrets wrapped, and who runs it", async () => {
  const { provider, inputs } = await scene({ TOKEN: "t0ken" });
  const news = { ...inputs, environment: { ...inputs.environment, TOKEN: secret("t0ken") } };
  const { id, outs } = await create(provider, news);

  expect(outs).toEqual({ ...news, pid: expect.any(Number), processStartedAt: expect.any(String) });
  expect(readRunFile(inputs.runFile)).toMatchObject({
    id,
    supervisor: { pid: outs.pid, startedAt: outs.processStartedAt },
  });
  const environment = await fetch(inputs.healthUrl.replace("health", "environment"));
  expect(await environment.json()).toMatchObject({ TOKEN: "t0ken" });
});

test("a read answers the state as it is while the process lives, and nothing afterwards", async () => {
  const { provider, inputs } = await scene();
  const { id, outs } = await create(provider, inputs);
  expect(await provider.read(id, urn, outs)).toEqual({ id, props: outs });
  await provider.delete(id, urn, outs);
  expect(await provider.read(id, urn, outs)).toEqual({ id: "", props: {} });
});

test("a read takes neither a reused pid nor an import for the service", async () => {
  const gone = { id: "", props: {} };
  const { provider, inputs } = await scene();
  const reused = { ...inputs, pid: process.pid, processStartedAt: "another boot:1" };
  expect(await provider.read("tiny-1", urn, reused)).toEqual(gone);
  expect(await provider.read("tiny-1", urn, {})).toEqual(gone);
});

test("a delete of a service that is dead already succeeds, as often as it is asked for", async () => {
  const { provider, inputs } = await scene();
  const { id, outs } = await create(provider, inputs);
  await provider.delete(id, urn, outs);
  await expect(provider.delete(id, urn, outs)).resolves.toBeUndefined();
});

test("an update stores the new inputs and leaves the process alone", async () => {
  const { provider, inputs } = await scene();
  const { id, outs } = await create(provider, inputs);
  const news = { ...inputs, stopGraceSeconds: 7, environment: secret(inputs.environment) };
  const updated = await provider.update(id, urn, outs, news);
  expect(updated.outs).toEqual({
    ...news,
    pid: outs.pid,
    processStartedAt: outs.processStartedAt,
  });
  expect(await provider.read(id, urn, updated.outs)).toEqual({ id, props: updated.outs });
});

test("a failed start tells no secret, also where the service logged it", async () => {
  const { provider, inputs } = await scene({ TINY_EXIT_CODE: "1" });
  const environment = { ...inputs.environment, TINY_WORDS: secret("p@ss word") };
  await expect(provider.create(urn, { ...inputs, environment })).rejects.toThrow(
    "\n  tiny starts: [secret]\n  tiny gives up",
  );
  expect(readFileSync(inputs.logFile, "utf8")).toContain("tiny starts: p@ss word");
});

test("a cancel undoes the starts under way and returns when that is done", async () => {
  const { provider, inputs } = await scene({ TINY_HEALTHY_AFTER_MS: "never" });
  const starting = provider.create(urn, inputs);
  starting.catch(() => undefined);
  await vi.waitUntil(() => readRunFile(inputs.runFile)?.service !== undefined, {
    timeout: 10_000,
  });
  await provider.cancel();
  expect(readRunFile(inputs.runFile)).toBeUndefined();
  await expect(fetch(inputs.healthUrl)).rejects.toThrow();
  await expect(starting).rejects.toThrow("tiny was cancelled before it was healthy");
  await expect(provider.create(urn, inputs)).rejects.toThrow(/^tiny was cancelled/);
});

test("a check answers the inputs as they came, with what is wrong with them", async () => {
  const { provider, inputs } = await scene();
  expect(await provider.check(urn, {}, inputs)).toEqual({ inputs, failures: [] });
  const wrong = { ...inputs, healthTimeoutSeconds: 0 };
  expect(await provider.check(urn, inputs, wrong)).toEqual({
    inputs: wrong,
    failures: [{ property: "healthTimeoutSeconds", reason: "must be 1 to 600, got 0" }],
  });
});

async function scene(environment: Record<string, string> = {}) {
  const inputs = tinyInputs(temporaryFolder(), await freePort(), environment);
  return { provider: processProvider(), inputs: { ...inputs } };
}

async function create(provider: ReturnType<typeof processProvider>, news: Record<string, unknown>) {
  const { id, outs } = await provider.create(urn, news);
  onTestFinished(() => provider.delete(id, urn, outs));
  return { id, outs };
}
