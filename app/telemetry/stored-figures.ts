import type { Gauge } from "@prometheus-io/client";
import { type Figures, intentKinds } from "../store/figures.ts";
import type { Instruments } from "./families/family.ts";
import type { importFamilies } from "./families/imports.ts";
import type { storeFamilies } from "./families/store.ts";

type StoreInstruments = Instruments<typeof storeFamilies & typeof importFamilies>;

/** Shows what was counted in a database; `generation` is that of the embedder in use. */
export function showFigures(to: StoreInstruments, figures: Figures, generation: string): void {
  const messages = sum(figures.messages);
  const vectors = figures.vectors.filter((one) => one.generation === generation);
  to.databaseSize.set(figures.databaseBytes);
  to.owners.set(figures.owners);
  to.sessions.set(sum(figures.sessions));
  to.messages.set(messages);
  to.workspaces.set(figures.workspaces);
  to.toolCalls.set(sum(figures.toolCalls));
  to.messagesWithoutVector.set(messages - figures.messagesWithoutText - sum(vectors));

  show(to.sessionsBySource, figures.sessions);
  show(to.messagesByRole, figures.messages);
  show(to.messagesByModel, figures.models);
  show(to.toolCallsByTool, figures.toolCalls);
  show(
    to.intents,
    intentKinds.flatMap((kind) => figures.intents[kind].map((intent) => ({ kind, ...intent }))),
  );
  show(to.tokens, figures.tokens);
  show(to.secretsRedacted, figures.redactions);
  show(to.vectors, figures.vectors);
  show(to.sourceFiles, figures.files);
  showLastImport(to, figures.lastImport);
}

/** Before the first import there is no series, because 0 would be read as a figure. */
function showLastImport(to: StoreInstruments, last: Figures["lastImport"]): void {
  if (last === undefined) return;
  to.lastImportFinished.set(last.finishedAt / 1000);
  to.lastImportDuration.set((last.finishedAt - last.startedAt) / 1000);
  to.lastImportFilesRead.set(last.filesRead);
  to.lastImportFilesFailed.set(last.filesFailed);
  to.lastImportSessionsAdded.set(last.sessionsAdded);
  to.lastImportMessagesAdded.set(last.messagesAdded);
}

/** A series for each row in the place of those that there were, by all that it has but its count. */
function show<Label extends string>(
  to: Gauge<Label>,
  rows: (Record<Label, string | undefined> & { count: number })[],
): void {
  to.reset();
  for (const { count, ...row } of rows) {
    const labels = Object.entries<string | undefined>(row).map(([label, value]) => [
      label,
      labelValue(value),
    ]);
    // Two values may be the same where they are cut.
    to.inc(Object.fromEntries(labels), count);
  }
}

/** Names of tools and models come from chats. */
const longestLabelValue = 100;

function labelValue(value: string | undefined): string {
  return value === undefined ? "other" : value.slice(0, longestLabelValue).toWellFormed();
}

function sum(rows: { count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}
