import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { grafanaDashboards } from "../../../../dashboards/grafana/dashboards.ts";
import { dashboardQueries } from "../../../../dashboards/grafana/queries.ts";
import { unpackedProgram } from "../../../docker/dashboards/program.ts";
import { cachedRoot } from "../../../docker/images/cache.ts";
import { recipes } from "../../../docker/images/recipes.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const root = recipes.prometheus && (await cachedRoot("prometheus", recipes.prometheus));

it("Prometheus' own tool understands every PromQL query", async (context) => {
  if (!root) return context.skip("promtool is made by: node test/docker/images/make.ts prometheus");
  const folder = temporaryFolder();
  const promtool = await unpackedProgram(root, "/bin/promtool", folder);
  const queries = grafanaDashboards()
    .flatMap(dashboardQueries)
    .filter(({ datasource }) => datasource === "prometheus");
  // A recording rule is the one form in which the tool checks many queries at once.
  const rules = queries.map(({ sent }, index) => ({ record: `query_${index}`, expr: sent }));
  const file = join(folder, "queries.yml");
  await writeFile(file, stringify({ groups: [{ name: "dashboards", rules }] }));

  const { stdout } = await promisify(execFile)(promtool, ["check", "rules", "--lint=none", file]);
  expect(stdout).toContain(`SUCCESS: ${queries.length} rules found`);
}, 30_000);
