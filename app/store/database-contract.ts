import { describe } from "vitest";
import type { DatabaseSubject } from "./contract/database-subject.ts";
import { figuresContract } from "./contract/figures.ts";
import { indexGenerationContract } from "./contract/index-generation.ts";
import { snapshotsContract } from "./contract/metric-snapshots.ts";

/** What every database must do beyond the stores of its owners. */
export function databaseContract(name: string, subject: DatabaseSubject): void {
  describe(name, () => {
    describe("its index", () => indexGenerationContract(subject));
    describe("its figures", () => figuresContract(subject));
    describe("its snapshots", () => snapshotsContract(subject));
  });
}
