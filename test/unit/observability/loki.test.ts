import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { lokiFiles } from "../../../observability/loki.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tool } from "../../support/tool.ts";

const [file] = lokiFiles({ folder: "/etc/loki", dataFolder: "/loki" });
const configuration = parse(file?.content ?? "");

describe("loki.yml", () => {
  it("lies in its folder", () => {
    expect(file?.path).toBe("/etc/loki/loki.yml");
  });

  it("deletes lines after a week, with a compactor that really does it", () => {
    expect(configuration.limits_config.retention_period).toBe("168h");
    expect(configuration.compactor).toEqual({
      working_directory: "/loki/compactor",
      retention_enabled: true,
      delete_request_store: "filesystem",
      compaction_interval: "10m",
      retention_delete_delay: "2h",
    });
  });

  it("keeps chunks at one place under both keys that name it", () => {
    expect(configuration.common.storage.filesystem.chunks_directory).toBe("/loki/chunks");
    expect(configuration.storage_config.filesystem.directory).toBe("/loki/chunks");
  });

  it("stores in TSDB with schema 13 and daily indices", () => {
    expect(configuration.schema_config.configs).toEqual([
      {
        from: "2024-01-01",
        store: "tsdb",
        object_store: "filesystem",
        schema: "v13",
        index: { prefix: "index_", period: "24h" },
      },
    ]);
  });

  it("tells nobody that it runs", () => {
    expect(configuration.analytics).toEqual({ reporting_enabled: false });
  });
});

describe("loki", () => {
  const loki = tool("loki");

  it("accepts its configuration", async () => {
    expect(await verify(file?.content ?? "")).toEqual({ status: 0, output: "" });
  });

  it("would not accept retention without a place for what is to be deleted", async () => {
    const { delete_request_store, ...compactor } = configuration.compactor;
    expect(delete_request_store).toBe("filesystem");
    const { status, output } = await verify(stringify({ ...configuration, compactor }));
    expect(status).toBe(1);
    expect(output).toContain("delete-request-store should be configured");
  });

  function verify(content: string) {
    const path = join(temporaryFolder(), "loki.yml");
    writeFileSync(path, content);
    return loki([`-config.file=${path}`, "-verify-config"]);
  }
});
