import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ArmTemplate, armTemplate } from "../../../plan/arm/template.ts";
import { assess } from "../../../plan/assessment.ts";
import type { ResourceGraph } from "../../../plan/graph.ts";
import { recordPlatform } from "../../../plan/stacks.ts";
import { checkovFindings } from "../../../policies/checkov/findings.ts";
import { judgeCheckov } from "../../../policies/checkov/judge.ts";
import { checkovWaivers } from "../../../policies/checkov/waivers.ts";
import type { Finding } from "../../../policies/evaluate.ts";
import { type TierName, tiers } from "../../../stacks/tiers.ts";
import { type CheckovReports, installedCheckov } from "../../support/checkov/checkov.ts";

/** The real day: a waiver that expires fails the build until somebody reviews it. */
const today = new Date().toISOString().slice(0, 10);
const tierNames = Object.keys(tiers) as TierName[];

describe("Checkov over the template", () => {
  const folder = mkdtempSync(join(tmpdir(), "copilot-checkov-"));
  let reports: CheckovReports;
  let whyNot: string | undefined;

  beforeAll(async () => {
    const templates = await Promise.all(
      tierNames.map(async (tier) => [tier, armTemplate(await recordPlatform(tier))] as const),
    );
    for (const [tier, template] of templates) write(`${tier}.json`, template);
    write("weakened.json", armTemplate(weakened(await recordPlatform("dev"))));
    try {
      const checkov = await installedCheckov();
      reports = await checkov(folder);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes("cannot be installed")) throw error;
      whyNot = error.message;
    }
  }, 600_000);
  beforeEach(({ skip }) => {
    if (whyNot !== undefined) skip(whyNot);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, template: ArmTemplate) {
    writeFileSync(join(folder, name), JSON.stringify(template, null, 2));
  }

  const of = (file: string) => checkovFindings(reports.sarif).get(`${file}.json`) ?? [];

  it.each(tierNames)(
    "of %s finds nothing that is not waived, and every waiver is needed",
    async (tier) => {
      const assessment = await assess(await recordPlatform(tier), today);
      if (!assessment) throw new Error(`${tier}: nothing is expected of it`);
      const { findings, waived } = judgeCheckov(of(tier), assessment.evaluation, tier, today);
      expect(findings).toEqual([]);
      expect(waived).toHaveLength(of(tier).length);
      expect(waived.length).toBeGreaterThan(10);
    },
  );

  it("understands every template, and finds in prod what these rules ask for", () => {
    const { results } = JSON.parse(reports.json);
    expect(results.parsing_errors).toEqual([]);
    const passed: { file_path: string; check_id: string }[] = results.passed_checks;
    const ofProd = passed.filter(({ file_path }) => file_path === "/prod.json");
    const numbers = ofProd.map(({ check_id }) => Number(check_id.split("_").at(-1)));
    expect([...new Set(numbers)].toSorted((a, b) => a - b)).toEqual([
      ...[3, 9, 10, 14, 15, 16, 18, 34, 35, 36, 41, 42, 43, 44, 56, 57, 59, 62, 67, 70, 71, 72],
      ...[78, 109, 110, 111, 114, 145, 153, 155, 160, 182, 183, 189, 213],
    ]);
  });

  it("finds what is weakened, and names it as the program does", () => {
    const before = new Set(of("dev").map(keyOf));
    expect(
      of("weakened")
        .map(keyOf)
        .filter((key) => !before.has(key))
        .toSorted(),
    ).toEqual([
      "CKV_AZURE_14 backend-site",
      "CKV_AZURE_145 backend-site",
      "CKV_AZURE_15 backend-site",
      "CKV_AZURE_153 backend-site",
      "CKV_AZURE_3 storage-account",
      "CKV_AZURE_70 backend-site",
    ]);
  });
});

/** The site takes plain HTTP and old TLS, and the account takes plain HTTP. */
function weakened(graph: ResourceGraph): ResourceGraph {
  const copy = structuredClone(graph);
  const inputsOf = (name: string) => copy.resources.find((one) => one.name === name)?.inputs ?? {};
  const site = inputsOf("backend-site");
  site.httpsOnly = false;
  Object.assign(site.siteConfig as object, { minTlsVersion: "1.0" });
  inputsOf("storage-account").enableHttpsTrafficOnly = false;
  return copy;
}

function keyOf({ policy, resource }: Finding): string {
  return `${policy} ${resource}`;
}

describe("judgeCheckov", () => {
  const finding = (policy: string, resource: string): Finding => ({
    policy,
    title: "",
    severity: "error",
    resource,
    path: "",
    found: "",
  });
  const nothing = { waived: [] };

  it("takes the reason of our own policy with that source, for the same resource alone", () => {
    const own = { ...finding("azure-site-client-certificates", "site"), reason: "They have none." };
    const found = [finding("CKV_AZURE_17", "site"), finding("CKV_AZURE_17", "other")];
    const { findings, waived } = judgeCheckov(found, { waived: [own] }, "prod", "2026-11-21");
    expect(waived.map(({ resource, reason }) => [resource, reason])).toEqual([
      ["site", "They have none."],
    ]);
    expect(findings.filter(({ policy }) => policy.startsWith("CKV")).map(keyOf)).toEqual([
      "CKV_AZURE_17 other",
    ]);
  });

  it("finds what nobody has waived, and waivers that are expired or not needed", () => {
    const unknown = finding("CKV_AZURE_999", "site");
    const { findings } = judgeCheckov([unknown], nothing, "dev", "2026-11-21");
    expect(findings[0]).toEqual(unknown);
    expect(new Set(findings.slice(1).map(({ policy }) => policy))).toEqual(
      new Set(["waiver-unused"]),
    );
    const late = judgeCheckov(
      [finding("CKV_AZURE_225", "backend-plan")],
      nothing,
      "dev",
      "2099-01-01",
    );
    expect(late.findings[0]?.policy).toBe("CKV_AZURE_225");
    expect(new Set(late.findings.slice(1).map(({ policy }) => policy))).toEqual(
      new Set(["waiver-expired"]),
    );
  });

  it.each(checkovWaivers)(
    "waives $policy with an honest sentence, for a year at most",
    (waiver) => {
      expect(waiver.reason).toMatch(/^[A-Z].*\.$/);
      expect(waiver.expires <= "2027-11-30").toBe(true);
    },
  );
});

describe("checkovFindings", () => {
  it("refuses a report in another form", () => {
    expect(() => checkovFindings('{"runs": [{"results": [{"ruleId": 1}]}]}')).toThrow("ruleId");
  });
});
