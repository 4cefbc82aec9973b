import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

/** Collects what an operation did, from the engine's own events. */
export class OperationLog {
  /** Error messages of the engine, the program and the providers, in order, without repetition. */
  readonly errors: string[] = [];
  private readonly changes = new Map<string, number>();

  record(event: EngineEvent) {
    const diagnostic = event.diagnosticEvent;
    if (diagnostic?.severity === "error") this.addError(diagnostic.message, diagnostic.urn);
    for (const [operation, count] of Object.entries(event.summaryEvent?.resourceChanges ?? {})) {
      if (operation !== "same") this.changes.set(operation, count);
    }
  }

  /** For example `1 created, 2 deleted`, or `no change`. */
  get summary(): string {
    const parts = [...this.changes].map(([operation, count]) => `${count} ${past(operation)}`);
    return parts.length > 0 ? parts.join(", ") : "no change";
  }

  private addError(message: string, urn: string | undefined) {
    const text = message.replace(/<\{%[^%]*%\}>/g, "").trim();
    // The engine ends with it whatever went wrong.
    if (text === "" || text === "update failed") return;
    const named = `${containerOf(urn)}${text}`;
    if (!this.errors.includes(named)) this.errors.push(named);
  }
}

/** Docker's own messages do not say which container they are about. */
function containerOf(urn: string | undefined): string {
  const [, stack, , type, name] =
    /^urn:pulumi:([^:]+)::([^:]+)::(.+)::([^:]+)$/.exec(urn ?? "") ?? [];
  if (!type?.endsWith("docker:index/container:Container")) return "";
  return `${name} (its log: docker logs ${stack}-${name}): `;
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
