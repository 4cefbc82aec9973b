import { describe } from "vitest";
import { filesAndImportsContract } from "./contract/files-and-imports.ts";
import { filtersContract } from "./contract/filters.ts";
import { fullTextContract } from "./contract/full-text.ts";
import { ingestingContract } from "./contract/ingesting.ts";
import { maintainingContract } from "./contract/maintaining.ts";
import { mergingContract } from "./contract/merging.ts";
import { provenanceContract } from "./contract/provenance.ts";
import { readingContract } from "./contract/reading.ts";
import { rescanContract } from "./contract/rescan.ts";
import { sanitationContract } from "./contract/sanitation.ts";
import { savingContract } from "./contract/saving.ts";
import { subjectOf } from "./contract/subject.ts";
import { suggestionsContract } from "./contract/suggestions.ts";
import { toldAliasesContract } from "./contract/told-aliases.ts";
import type { OpenedStore } from "./open.ts";

/** What every store must do. `open` gives an empty one each time; the contract closes it. */
export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    const subject = subjectOf(open);
    savingContract(subject);
    mergingContract(subject);
    provenanceContract(subject);
    sanitationContract(subject);
    rescanContract(subject);
    filesAndImportsContract(subject);
    ingestingContract(subject);
    toldAliasesContract(subject);
    maintainingContract(subject);
    readingContract(subject);
    fullTextContract(subject);
    filtersContract(subject);
    suggestionsContract(subject);
  });
}
