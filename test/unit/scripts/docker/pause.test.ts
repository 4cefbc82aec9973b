import { expect, it, onTestFinished, vi } from "vitest";
import { whilePaused } from "../../../../scripts/docker/pause.ts";
import { fails, prints, standInDocker } from "./stand-in.ts";

const host = "unix:///run/test.sock";
const pausing = { "pause ": prints("ok"), "unpause ": prints("ok") };

it("pauses each container for the work, and lets each go on", async () => {
  const { calls } = standInDocker(pausing);
  const during = await whilePaused({ host }, ["local-loki", "local-qdrant"], async () => calls());
  const paused = [`${host} pause local-loki`, `${host} pause local-qdrant`];
  expect(during).toEqual(paused);
  expect(calls()).toEqual([
    ...paused,
    `${host} unpause local-loki`,
    `${host} unpause local-qdrant`,
  ]);
});

it("lets them go on where the work fails, and where one cannot be paused", async () => {
  const { calls } = standInDocker({
    "pause local-qdrant": fails("Error response from daemon: disk failure"),
    "unpause local-qdrant": fails(
      "Error response from daemon: Container local-qdrant is not paused",
    ),
    ...pausing,
  });
  const failing = whilePaused({ host }, ["local-loki"], () => Promise.reject(new Error("no room")));
  await expect(failing).rejects.toThrow("no room");
  expect(calls().at(-1)).toBe(`${host} unpause local-loki`);
  const work = vi.fn();
  const refused = whilePaused({ host }, ["local-loki", "local-qdrant"], work);
  await expect(refused).rejects.toThrow("docker pause: disk failure");
  expect(work).not.toHaveBeenCalled();
  expect(calls().slice(-2)).toEqual([`${host} unpause local-loki`, `${host} unpause local-qdrant`]);
});

it("lets them go on where the process is told to end", async () => {
  const { calls } = standInDocker(pausing);
  const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
  onTestFinished(() => exit.mockRestore());
  await whilePaused({ host }, ["local-loki"], async () => {
    process.emit("SIGTERM");
    await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(143));
    expect(calls().at(-1)).toBe(`${host} unpause local-loki`);
  });
  expect(process.listenerCount("SIGHUP")).toBe(0);
});

it("names what it could not let go on", async () => {
  standInDocker({
    "pause ": prints("ok"),
    "unpause ": fails("Error response from daemon: timeout"),
  });
  const told = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => {
    told.mockRestore();
    process.exitCode = 0;
  });
  await whilePaused({ host }, ["local-loki"], async () => {});
  expect(told).toHaveBeenCalledWith("local-loki: still paused; run docker unpause local-loki\n");
});
