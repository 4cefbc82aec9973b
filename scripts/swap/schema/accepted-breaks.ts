import type { AcceptedBreak } from "./release-schema.ts";

/**
 * Breaks that somebody has looked at. To take something away for good: release code that does without
 * it, then name here the last migration of that release (`since`) with the one that takes it away.
 */
export const acceptedBreaks: AcceptedBreak[] = [
  {
    migration: "0003-collect-and-keep",
    since: "0001-core",
    reason: "0001 made core.findings, and nothing ever read it or wrote to it",
    breaks: [
      "core.findings.id: is gone, or has another name",
      "core.findings.start_offset: is gone, or has another name",
      "core.findings.end_offset: is gone, or has another name",
      "core.findings.hash: is new, and must be filled",
      "core.findings.occurrences: is new, and must be filled",
      "core.findings: has a new rule, PRIMARY KEY (message_id, rule, hash)",
    ],
  },
  {
    migration: "0003-collect-and-keep",
    since: "0001-core",
    reason: "files lose their inode, and the version before reads such a file once more",
    breaks: ["core.source_files: rows that are there are changed"],
  },
  {
    migration: "0008-postgres-index-changes",
    since: "0007-vector-generations",
    reason: "the triggers only count: they let every write of any version through",
    breaks: [
      "core.conversations",
      "core.message_vectors",
      "core.messages",
      "core.vector_generations",
    ].map(
      (table) =>
        `${table}: has a new rule, CREATE CONSTRAINT TRIGGER count_changes AFTER INSERT OR DELETE OR ` +
        `UPDATE ON ${table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ` +
        "core.count_index_change()",
    ),
  },
];
