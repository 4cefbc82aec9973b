import { expect, it } from "vitest";
import { memoryProblems } from "../../../../scripts/docker/memory.ts";

const services = [512, 256, 128].map((memoryMb) => ({ limits: { memoryMb, cpus: 1 } }));

it("says what the services need when the engine has less", () => {
  expect(memoryProblems(services, { memoryMb: 895 })).toEqual([
    "services: need 896 MB of memory by their limits, got an engine with 895 MB; use fewer, for example services=search",
  ]);
});

it("is content when the engine has just enough", () => {
  expect(memoryProblems(services, { memoryMb: 896 })).toEqual([]);
  expect(memoryProblems([], { memoryMb: 0 })).toEqual([]);
});
