import { describe } from "vitest";
import { filesAndImportsContract } from "./contract/files-and-imports.ts";
import { fullTextContract } from "./contract/full-text.ts";
import { mergingContract } from "./contract/merging.ts";
import { readingContract } from "./contract/reading.ts";
import { savingContract } from "./contract/saving.ts";
import { subjectOf } from "./contract/subject.ts";
import type { Store } from "./store.ts";

/** What every `Store` must do. `open` gives an empty one each time; the contract closes it. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    const subject = subjectOf(open);
    savingContract(subject);
    mergingContract(subject);
    filesAndImportsContract(subject);
    readingContract(subject);
    fullTextContract(subject);
  });
}
