import fc from "fast-check";
import { expect, it } from "vitest";
import { extraTarget } from "../../../observability/extra-targets.ts";

const key = "extraTargets";

it.each([
  ["other-app=10.0.0.7:8082", "10.0.0.7:8082", "/metrics"],
  ["other-app=example.com:443/a/metrics", "example.com:443", "/a/metrics"],
  ["other-app=[::1]:9100", "[::1]:9100", "/metrics"],
  ["other-app=host.docker.internal:1/", "host.docker.internal:1", "/"],
])("%s is a target", (text, address, path) => {
  expect(extraTarget(text, key)).toEqual({ name: "other-app", address, path });
});

it.each([
  "",
  "10.0.0.7:8082",
  "other-app=10.0.0.7",
  "other-app=:8082",
  "other-app=10.0.0.7:0",
  "other-app=10.0.0.7:65536",
  "other-app=http://10.0.0.7:8082",
  "other-app=10.0.0.7:8082metrics",
  "other-app=10.0.0.7:8082/metrics?x=1",
  "Other App=10.0.0.7:8082",
  "Other=10.0.0.7:8082",
  "other-app=10.0.0.7:8082 ",
])("%j is none", (text) => {
  expect(() => extraTarget(text, key)).toThrow(
    `extraTargets: is no target, got ${JSON.stringify(text)};` +
      " use name=host:port or name=host:port/path with a lower-kebab name",
  );
});

it("every port that exists is taken", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => {
      expect(extraTarget(`a=b:${port}`, key).address).toBe(`b:${port}`);
    }),
  );
});
