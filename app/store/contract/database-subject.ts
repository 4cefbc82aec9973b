import type { OpenedDatabase } from "../open.ts";

/** The database under test, a new and empty one for each test. */
export interface DatabaseSubject {
  /** Opens it, as often as asked; whoever wrote the contract's test closes nothing. */
  open(): Promise<OpenedDatabase>;
  /** Runs a statement in the names of PostgreSQL as somebody else. */
  run(statement: string): Promise<void>;
}
