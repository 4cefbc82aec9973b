import { constants, getPriority, setPriority } from "node:os";
import { replyToCalls } from "../store/thread-replies.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";

/** A thread of `ngramThreads`. */

// Whoever searches meanwhile waits; vectors do not. Elsewhere it would be the whole process's.
if (process.platform === "linux") {
  setPriority(Math.min(getPriority() + 5, constants.priority.PRIORITY_LOW));
}

replyToCalls((texts: string[]) => hashedNgrams.embed(texts));
