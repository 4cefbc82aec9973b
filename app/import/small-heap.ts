import { setFlagsFromString } from "node:v8";

/** Of each of the two halves of the memory for new objects, in the threads that start. */
const halfMebibytes = 8;

/** Whether other threads help to collect new objects. */
const isHelped = false;

/** Garbage that may come, in percent of what is in use, before old objects are collected. */
const growingPercent = 60;

/**
 * Keeps memory small until it is disposed of. V8 lets garbage grow to hundreds of megabytes in each
 * thread that makes much of it, because that is a little quicker; an import makes much in two. Memory
 * for new objects does not grow beyond what it is now. Both threads have enough to do for two
 * processors, so none helps them.
 */
export function keepHeapSmall(): Disposable {
  setFlags({ halfMebibytes, growthFactor: 1, growingPercent, isHelped });
  return { [Symbol.dispose]: () => setFlags(usual) };
}

/** What V8 has by itself; 0 lets it choose. */
const usual = { halfMebibytes: 0, growthFactor: 2, growingPercent: 0, isHelped: true };

function setFlags(to: typeof usual): void {
  setFlagsFromString(`--min-semi-space-size=${to.halfMebibytes}`);
  setFlagsFromString(`--max-semi-space-size=${to.halfMebibytes}`);
  setFlagsFromString(`--semi-space-growth-factor=${to.growthFactor}`);
  setFlagsFromString(`--heap-growing-percent=${to.growingPercent}`);
  setFlagsFromString(to.isHelped ? "--parallel-scavenge" : "--no-parallel-scavenge");
}
