import { expect, it } from "vitest";
import { containerStates } from "../../../../scripts/docker/containers.ts";
import { prints, standInDocker } from "./stand-in.ts";

const host = "unix:///run/test.sock";

it("answers the state of each service by one call", async () => {
  const { calls } = standInDocker({
    ps: prints("grafana\trunning\tUp 5 minutes (healthy)", "loki\tcreated\tCreated"),
  });
  expect(await containerStates({ host }, "local")).toEqual(
    new Map([
      ["grafana", { state: "running", health: "healthy", since: "5 minutes" }],
      ["loki", { state: "created", health: "none", since: "" }],
    ]),
  );
  expect(calls()).toEqual([
    `${host} ps --all --filter label=copilot.stack=local --filter label=copilot.service --format {{.Label "copilot.service"}}\t{{.State}}\t{{.Status}}`,
  ]);
});

it.each([
  ["running", "Up About a minute (unhealthy)", "unhealthy", "About a minute"],
  ["running", "Up Less than a second (health: starting)", "starting", "Less than a second"],
  ["running", "Up 2 hours", "none", "2 hours"],
  ["paused", "Up 4 seconds (Paused)", "none", "4 seconds"],
  ["exited", "Exited (137) 4 seconds ago", "none", "4 seconds"],
  ["exited", "Exited (0) 2 weeks ago", "none", "2 weeks"],
  ["restarting", "Restarting (1) Less than a second ago", "none", "Less than a second"],
  ["removing", "Removal In Progress", "none", ""],
  ["dead", "Dead", "none", ""],
])("reads %s from %j", async (state, status, health, since) => {
  standInDocker({ ps: prints(`redis\t${state}\t${status}`) });
  expect(await containerStates({ host }, "local")).toEqual(
    new Map([["redis", { state, health, since }]]),
  );
});

it("answers nothing for a stack without containers", async () => {
  standInDocker({ ps: "exit 0" });
  expect(await containerStates({ host }, "local")).toEqual(new Map());
});
