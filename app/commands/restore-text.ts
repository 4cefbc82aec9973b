import { countsText, type RestorePlan } from "../backup/restore/plan.ts";
import type { RestoreStep } from "../backup/restore/put-back.ts";
import type { RestoreReport } from "../backup/restore/restore.ts";
import { countText, durationText, printable } from "./terminal.ts";

const stepTexts: Record<RestoreStep, string> = {
  extracting: "Reading the archive",
  vectors: "Writing vectors",
  checking: "Checking what was read",
  swapping: "Putting it in its place",
  done: "",
};

export function restoreStepText(step: RestoreStep): string {
  return stepTexts[step];
}

/** What a person reads before anything is done. */
export function planLines(plan: RestorePlan): string[] {
  const { archive, manifest, components, place, current, missingMigrations, notes } = plan;
  const taken = manifest.startedAt.slice(0, 16).replace("T", " ");
  return [
    `${printable(archive)}, taken ${taken} UTC`,
    ...components.map((name) => `  ${name.padEnd(11)}   ${componentText(plan, name)}`),
    `  to            ${printable(place)}`,
    ...(components.includes("application")
      ? [`  there now     ${current === undefined ? "nothing" : countsText(current)}`]
      : []),
    ...(missingMigrations.length > 0
      ? [`  older version: ${countText(missingMigrations.length, "migration")} will be run on it`]
      : []),
    ...notes.map(printable),
  ];
}

function componentText({ manifest }: RestorePlan, name: string): string {
  const { counts = {}, versions = {} } =
    manifest.components.find((component) => component.name === name) ?? {};
  switch (name) {
    case "application":
      return countsText({ sessions: counts.sessions ?? 0, messages: counts.messages ?? 0 });
    case "vectors": {
      const vectors = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return `${countText(vectors, "vector")} (${versions.kept})`;
    }
    default:
      return "compared with the settings here; nothing is changed";
  }
}

export function restoredLines({ plan, notes, durationMs }: RestoreReport): string[] {
  const own = notes.filter((note) => !plan.notes.includes(note));
  return [
    `Restored ${plan.components.join(", ")} in ${durationText(durationMs)}.`,
    ...own.map(printable),
  ];
}
