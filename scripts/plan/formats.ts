import pc from "picocolors";
import type { StackDiff } from "../../plan/diff/stack-diff.ts";
import type { StackPlan } from "../../plan/stack-plan.ts";
import type { Style } from "../../plan/text/style.ts";
import type { TierComparison } from "../../plan/tier-comparison.ts";

export const formatNames = ["text", "markdown", "html", "json", "sarif", "mermaid", "arm"] as const;
export type Format = (typeof formatNames)[number];

interface FormatOptions {
  showsProperties: boolean;
}

interface Renderers {
  plans(plans: StackPlan[], options: FormatOptions): Promise<string>;
  /** What changes in stacks; undefined where the format has no words for it. */
  diffs?(diffs: StackDiff[]): Promise<string>;
  /** What differs between tiers; undefined where the format has no words for it. */
  tiers?(comparison: TierComparison): Promise<string>;
}

/** Ways to show plans. Each loads only what it needs. */
export const formats: Record<Format, Renderers> = {
  text: {
    async plans(plans, { showsProperties }) {
      const { stackText } = await import("../../plan/text/stack.ts");
      return plans.map((plan) => stackText(plan, terminalStyle(), showsProperties)).join("\n");
    },
    async diffs(diffs) {
      const { diffText } = await import("../../plan/text/diff.ts");
      return diffs.map((diff) => diffText(diff, terminalStyle())).join("\n");
    },
    async tiers(comparison) {
      const { tiersText } = await import("../../plan/text/tiers.ts");
      return tiersText(comparison, terminalStyle());
    },
  },
  markdown: {
    async plans(plans) {
      const { stackMarkdown } = await import("../../plan/markdown/stack.ts");
      return `${plans.map(stackMarkdown).join("\n\n")}\n`;
    },
    async diffs(diffs) {
      const { diffMarkdown } = await import("../../plan/markdown/diff.ts");
      return `${diffs.map(diffMarkdown).join("\n\n")}\n`;
    },
    async tiers(comparison) {
      const { tiersMarkdown } = await import("../../plan/markdown/tiers.ts");
      return `${tiersMarkdown(comparison)}\n`;
    },
  },
  html: {
    async plans(plans, { showsProperties }) {
      const [{ htmlPage }, { stackSection }] = await Promise.all([
        import("../../plan/html/page.ts"),
        import("../../plan/html/stack.ts"),
      ]);
      const title = `Plan of ${plans.map(({ graph }) => graph.stack).join(", ")}`;
      return htmlPage(
        title,
        plans.map((plan) => stackSection(plan, showsProperties)),
      );
    },
    async diffs(diffs) {
      const [{ htmlPage }, { diffSection }] = await Promise.all([
        import("../../plan/html/page.ts"),
        import("../../plan/html/diff.ts"),
      ]);
      const title = `What changes in ${diffs.map(({ stack }) => stack).join(", ")}`;
      return htmlPage(title, diffs.map(diffSection));
    },
    async tiers(comparison) {
      const [{ htmlPage }, { tiersSection }] = await Promise.all([
        import("../../plan/html/page.ts"),
        import("../../plan/html/tiers.ts"),
      ]);
      return htmlPage("What differs between tiers", [tiersSection(comparison)]);
    },
  },
  json: {
    plans: async (plans) => (await import("../../plan/json.ts")).plansJson(plans),
    diffs: async (diffs) => (await import("../../plan/json.ts")).diffsJson(diffs),
    tiers: async (comparison) => `${JSON.stringify(comparison, null, 2)}\n`,
  },
  sarif: {
    async plans(plans) {
      const { sarifLog } = await import("../../plan/sarif/log.ts");
      return `${JSON.stringify(sarifLog(plans), null, 2)}\n`;
    },
  },
  mermaid: {
    async plans(plans) {
      const { stackMermaid } = await import("../../plan/mermaid.ts");
      return plans.map(({ graph }) => stackMermaid(graph)).join("\n");
    },
  },
  arm: {
    async plans([plan, ...more]) {
      if (!plan || more.length > 0)
        throw new Error("--format: arm is one template; name one stack");
      const { armTemplate } = await import("../../plan/arm/template.ts");
      return `${JSON.stringify(armTemplate(plan.graph), null, 2)}\n`;
    },
  },
};

function terminalStyle(): Style {
  const { isTTY, columns } = process.stdout;
  return { colors: pc.createColors(Boolean(isTTY) && pc.isColorSupported), width: columns ?? 120 };
}
