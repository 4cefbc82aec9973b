import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figures } from "./import-tasks.ts";
import { writeSessionFiles } from "./session-files.ts";

/**
 * Times an import of session files, sanitized and with its index of words, against the floor:
 * `JSON.parse` of the same files and a bare insert of the same rows, into tables without indexes, keys
 * or triggers, in transactions as large as those of the import. The floor neither reads the files in
 * the time that counts nor normalizes, sanitizes or hashes anything, and has no words: a bare insert of
 * those into the same index, the least that any import with one has to add, is told apart. The import
 * uses two processors, the floor one. Then times a second
 * import, which finds nothing new, against a loop that lists the files and asks for the state of
 * each. Each run is a process of its own, those compared take turns, and the ratio of the medians
 * counts; that of the processor's time is told too, which a busy machine disturbs less.
 *
 * Run: node bench/import.ts [messages] [rounds]
 */
const messages = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 3);
const folder = mkdtempSync(join(tmpdir(), "chats-bench-"));
try {
  const user = join(folder, "User");
  const { sessions, bytes } = writeSessionFiles(user, messages, 1);
  const stored = join(folder, "stored");
  const first = run("import", user, stored);
  const { databaseBytes = 0, messageTextBytes = 0, toolTextBytes = 0 } = first;
  const textBytes = messageTextBytes + toolTextBytes;
  console.log(
    `${messages} messages in ${sessions} files of ${megabytes(bytes)}: ` +
      `${megabytes(messageTextBytes)} said, ${megabytes(toolTextBytes)} from tools`,
  );

  const runs = {
    floor: [] as Figures[],
    words: [] as Figures[],
    import: [first],
    stat: [] as Figures[],
    again: [] as Figures[],
  };
  for (let round = 0; round < rounds; round++) {
    runs.floor.push(run("floor", user, stored));
    runs.words.push(run("words", user, stored));
    if (round > 0) runs.import.push(run("import", user, join(folder, `stored-${round}`)));
    runs.stat.push(run("stat", user, stored));
    runs.again.push(run("again", user, stored));
  }
  const vectors = run("vectors", user, join(folder, "vectors"));

  say("floor", runs.floor, "JSON.parse of the files and a bare insert of the rows");
  say("words", runs.words, "a bare insert into the index of words");
  say("import", runs.import, "sanitized, with its index of words");
  ratio(runs.import, runs.floor, 4);
  say("vectors", [vectors], "the same, and vectors of hashed n-grams");
  const peakBytes = Math.max(...runs.import.map((figures) => figures.peakBytes));
  console.log(`memory    ${megabytes(peakBytes)}  (at most 300.0 MB)`);
  const share = (databaseBytes / textBytes).toFixed(2);
  console.log(`database  ${megabytes(databaseBytes)}, ${share} times the text  (at most 2.00)`);
  say("stat", runs.stat, "a list of the files and the state of each");
  say("again", runs.again, "an import that finds nothing new");
  ratio(runs.again, runs.stat, 2);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(task: string, user: string, data: string): Figures {
  const program = join(import.meta.dirname, "import-tasks.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, task, user, data], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  rmSync(join(data, "chats.db.floor"), { force: true });
  return JSON.parse(stdout);
}

function say(name: string, runs: Figures[], what: string): void {
  const [seconds, cpu] = [median(runs, "seconds"), median(runs, "cpuSeconds")];
  console.log(
    `${name.padEnd(9)} ${seconds.toFixed(3)} s, processor ${cpu.toFixed(3)} s  (${what})`,
  );
}

function ratio(runs: Figures[], floor: Figures[], limit: number): void {
  const of = (time: "seconds" | "cpuSeconds") =>
    (median(runs, time) / median(floor, time)).toFixed(2);
  console.log(
    `ratio     ${of("seconds")}, processor ${of("cpuSeconds")}  (at most ${limit.toFixed(2)})`,
  );
}

function median(runs: Figures[], time: "seconds" | "cpuSeconds"): number {
  const sorted = runs.map((figures) => figures[time]).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
