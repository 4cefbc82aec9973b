import { type PartsPlan, partUnits } from "../backup/restore/parts.ts";
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
  const { components, place, current, missingMigrations, notes } = plan;
  return [
    archiveLine(plan),
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

/** The same of single tables or collections. */
export function partsPlanLines({ kind, whole, parts, notes }: PartsPlan): string[] {
  const unit = partUnits[kind];
  return [
    archiveLine(whole),
    ...parts.map(({ name, archived, present }) => {
      const now = present === 0 ? "nothing" : present.toLocaleString("en-US");
      return `  ${printable(name)}   ${archived.toLocaleString("en-US")} ${unit}, there now ${now}`;
    }),
    `  to   ${printable(whole.place)}`,
    ...notes.map(printable),
  ];
}

function archiveLine({ archive, manifest }: RestorePlan): string {
  const taken = manifest.startedAt.slice(0, 16).replace("T", " ");
  return `${printable(archive)}, taken ${taken} UTC`;
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
