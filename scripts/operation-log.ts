import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

/** Collects what an operation did, from the engine's own events. */
export class OperationLog {
  /** Error messages of the engine, the program and the providers, in order, without repetition. */
  readonly errors: string[] = [];
  private readonly changes = new Map<string, number>();

  record(event: EngineEvent) {
    const diagnostic = event.diagnosticEvent;
    if (diagnostic?.severity === "error") this.addError(diagnostic.message);
    for (const [operation, count] of Object.entries(event.summaryEvent?.resourceChanges ?? {})) {
      if (operation !== "same") this.changes.set(operation, count);
    }
  }

  /** For example `1 created, 2 deleted`, or `no change`. */
  get summary(): string {
    const parts = [...this.changes].map(([operation, count]) => `${count} ${past(operation)}`);
    return parts.length > 0 ? parts.join(", ") : "no change";
  }

  private addError(message: string) {
    const text = message.replace(/<\{%[^%]*%\}>/g, "").trim();
    if (text !== "" && !this.errors.includes(text)) this.errors.push(text);
  }
}

function past(operation: string): string {
  const words: Record<string, string> = {
    create: "created",
    update: "updated",
    delete: "deleted",
    replace: "replaced",
    refresh: "refreshed",
  };
  return words[operation] ?? operation;
}
