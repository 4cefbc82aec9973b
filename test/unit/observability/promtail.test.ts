import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { promtailFiles } from "../../../observability/promtail.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tool } from "../../support/tool.ts";

const [file] = promtailFiles({ stack: "blue", folder: "/etc/promtail", dataFolder: "/data" });
const configuration = parse(file?.content ?? "");

describe("promtail.yml", () => {
  it("lies in its folder, and remembers positions where its data are", () => {
    expect(file?.path).toBe("/etc/promtail/promtail.yml");
    expect(configuration.positions).toEqual({ filename: "/data/positions.yaml" });
  });

  it("reads the containers of this stack alone, through the proxy", () => {
    const [job] = configuration.scrape_configs;
    expect(job.docker_sd_configs).toEqual([
      {
        host: "tcp://docker-socket-proxy:2375",
        refresh_interval: "5s",
        filters: [{ name: "label", values: ["copilot.stack=blue"] }],
      },
    ]);
    expect(job.relabel_configs).toEqual([
      {
        source_labels: ["__meta_docker_container_label_copilot_service"],
        regex: "(.*)",
        target_label: "service",
      },
      {
        source_labels: ["__meta_docker_container_name"],
        regex: "/(.*)",
        target_label: "container",
      },
    ]);
  });
});

describe("promtail", { timeout: 30_000 }, () => {
  const promtail = tool("promtail");

  it("accepts its configuration", async () => {
    const path = join(temporaryFolder(), "promtail.yml");
    writeFileSync(path, file?.content ?? "");
    const { status, output } = await promtail([`-config.file=${path}`, "-check-syntax"]);
    expect({ status, output }).toEqual({
      status: 0,
      output: expect.stringContaining("Valid config"),
    });
  });

  it.each([
    ["chat-app", '{"level":"warn","msg":"level=error"}', "warn"],
    ["chat-app", '{"msg":"no level"}', undefined],
    ["chat-app", "level=error of no JSON", undefined],
    ["loki", 'ts=2026-01-01T00:00:00Z level=WARNING msg="x"', "warning"],
    ["prometheus", 'time=2026-01-01T00:00:00Z level=INFO msg="x"', "info"],
    ["grafana", 'logger=x t=2026 level="error" msg="x"', "error"],
    ["redis", "level=5 loglevel=info leveled=warn", undefined],
  ])("gives a line of %s, %s, the level %s", async (service, line, level) => {
    expect(await labelsOf(service, line)).toEqual({ service, ...(level && { level }) });
  });

  /** The labels that our pipeline gives a line of a service. */
  async function labelsOf(service: string, line: string): Promise<Record<string, string>> {
    const folder = temporaryFolder();
    const [{ job_name, pipeline_stages }] = configuration.scrape_configs;
    const static_configs = [{ targets: ["localhost"], labels: { service } }];
    const path = join(folder, "promtail.yml");
    const piped = {
      ...configuration,
      server: { disable: true },
      positions: { filename: join(folder, "positions.yaml") },
      scrape_configs: [{ job_name, static_configs, pipeline_stages }],
    };
    writeFileSync(path, stringify(piped));
    const args = [`-config.file=${path}`, "-stdin", "-dry-run"];
    // At the end of its input it may leave out the last lines, so there are some to lose.
    const { output } = await promtail(args, { folder, input: `${line}\n`.repeat(100) });
    const printed = output.split("\n").find((text) => text.includes(line));
    const [, labels = "none"] = /\t?(\{[^{}]*\})\t/.exec(printed ?? "") ?? [];
    return Object.fromEntries(
      [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
  }
});
