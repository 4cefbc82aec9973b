import { describe, expect, test } from "vitest";
import { chosenServices, defaultSets, logAgents, sets } from "../../../services/sets.ts";
import { everyService } from "./every-service.ts";

describe("chosen services", () => {
  test("are those of the sets, in the order of the status table", () => {
    expect(chosenServices("search,observability", "promtail")).toEqual([
      ...sets.observability,
      ...sets.search,
    ]);
  });

  test("by default are what watches and what searches", () => {
    expect(defaultSets).toEqual(["observability", "search"]);
  });

  test("have the log agent that is chosen, and only that", () => {
    const names = chosenServices("observability", "alloy");
    expect(names).toContain("alloy");
    expect(names).not.toContain("promtail");
  });

  test("can be single ones, which bring what they are of no use without", () => {
    expect(chosenServices(" redis-exporter , grafana", "promtail")).toEqual([
      "grafana",
      "redis",
      "redis-exporter",
    ]);
    expect(chosenServices("alloy", "promtail")).toEqual(["loki", "docker-socket-proxy", "alloy"]);
  });

  test("are each there once, however often they are named", () => {
    expect(chosenServices("qdrant,search,qdrant", "promtail")).toEqual([...sets.search]);
  });

  test.each(["", " ", ","])("are none for %j", (text) => {
    expect(chosenServices(text, "promtail")).toEqual([]);
  });

  test.each(["redis,grafanna", "toString", "chat-app"])("refuse %j with all names", (text) => {
    expect(() => chosenServices(text, "promtail")).toThrow(
      `services: there is no set or service of this name, got "${text.split(",").at(-1)}"; use the` +
        " sets observability, search, platform or the services prometheus, alertmanager, grafana," +
        " loki, promtail, cadvisor, node-exporter, blackbox-exporter, docker-socket-proxy, qdrant," +
        " redis, redis-exporter, postgres, mongodb, chroma, gateway, mcp-gateway," +
        " github-mcp-server, vault, alloy",
    );
  });

  test.each(everyService.filter(({ name }) => name !== "chat-app" && name !== "mcp-gateway"))(
    "with $name have everything that it waits for",
    ({ name, dependsOn }) => {
      expect(chosenServices(name, "promtail")).toEqual(expect.arrayContaining(dependsOn));
    },
  );

  test("name every log agent there is", () => {
    for (const agent of logAgents) expect(chosenServices("observability", agent)).toContain(agent);
  });
});
