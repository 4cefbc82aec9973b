import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeBackupData } from "./backup-data.ts";

/**
 * Times archives against the pipes of tools that do the same: an encrypted `.tar.zst` against
 * `tar | tee >(sha256sum) | zstd -3 | age`, a `.tar.gz` against `tar | gzip`, and what unpacks and
 * verifies each of them against the reverse pipes. Ours also hashes each file, and waits until the
 * archive is on the disk. Each run is a process of its own, those compared take turns, and the ratio
 * of the medians counts; that of the processor's time, which a busy machine disturbs less, is told
 * too. Where there is no age (Debian: apt install age), `openssl enc` with
 * AES-256-CTR stands in for it, which protects against no change.
 *
 * Run: node bench/backup.ts [megabytes] [rounds]
 */
const megabytes = Number(process.argv[2] ?? 100);
const rounds = Number(process.argv[3] ?? 3);
const folder = mkdtempSync(join(tmpdir(), "chats-bench-"));
try {
  const data = join(folder, "data");
  writeBackupData(data, megabytes * 1e6);
  const keyFile = join(folder, "key");
  writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
  const cipher = peerCipher();
  const pack = `tar -C '${folder}' -cf - data`;
  const hash = "tee >(sha256sum >&2)";
  const unpack = `tar -C '${folder}/peer' -xf -`;
  const [sealed, gzipped] = [join(folder, "peer.sealed"), join(folder, "peer.gz")];

  const comparisons: Comparison[] = [
    {
      name: "encrypted",
      limit: 1.5,
      own: () => ours("write", data, join(folder, "sealed"), "zstd", keyFile),
      peer: () => piped(`${pack} | ${hash} | zstd -3 -q | ${cipher.seal} > '${sealed}'`),
    },
    {
      name: "unpacked",
      limit: 1.5,
      own: () => ours("extract", archiveIn("sealed"), join(folder, "into"), keyFile),
      peer: () => piped(`${cipher.open} '${sealed}' | zstd -dq | ${hash} | ${unpack}`),
    },
    {
      name: "gzip",
      limit: 1.2,
      own: () => ours("write", data, join(folder, "gzipped"), "gzip"),
      peer: () => piped(`${pack} | gzip > '${gzipped}'`),
    },
    {
      name: "ungzipped",
      limit: 1.5,
      own: () => ours("extract", archiveIn("gzipped"), join(folder, "into")),
      peer: () => piped(`gzip -dc '${gzipped}' | ${hash} | ${unpack}`),
    },
  ];
  const results = comparisons.map((comparison) => ({
    ...comparison,
    own: [] as Run[],
    peer: [] as Run[],
  }));
  for (let round = 0; round < rounds; round++) {
    remove("sealed", "gzipped");
    for (const [index, { own, peer }] of comparisons.entries()) {
      remove("into", "peer");
      mkdirSync(join(folder, "peer"));
      results[index]?.own.push(own());
      results[index]?.peer.push(peer());
    }
  }

  console.log(`${megabytes} MB of files; the pipe encrypts with ${cipher.name}`);
  results.forEach(say);
  const runs = results.flatMap(({ own }) => own);
  const peakBytes = Math.max(...runs.map((run) => run.peakBytes));
  console.log(`memory     ${sizeText(peakBytes)}  (at most 200.0 MB)`);
  const [ownBytes, peerBytes] = [archiveIn("sealed"), sealed].map((path) => statSync(path).size);
  console.log(`encrypted  ${sizeText(ownBytes ?? 0)}, by pipe ${sizeText(peerBytes ?? 0)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Comparison {
  name: string;
  /** Times that of the pipe. */
  limit: number;
  own: () => Run;
  peer: () => Run;
}

type Result = Omit<Comparison, "own" | "peer"> & { own: Run[]; peer: Run[] };

interface Run {
  seconds: number;
  /** Of the processor, of all programs together; that of sha256sum beside a pipe is not in it. */
  cpuSeconds: number;
  /** 0 for a pipe, whose memory is that of several programs. */
  peakBytes: number;
}

function ours(...task: string[]): Run {
  const program = [process.execPath, join(import.meta.dirname, "backup-tasks.ts"), ...task];
  return piped(program.map((word) => `'${word}'`).join(" "));
}

/** Runs a command, and lets bash measure it. */
function piped(command: string): Run {
  const timed = `TIMEFORMAT='%R %U %S'; time (${command})`;
  const { status, stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", timed], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  const [seconds, user, system] = [...stderr.matchAll(/[\d.]+ [\d.]+ [\d.]+$/gm)]
    .flatMap(([line]) => line.split(" "))
    .map(Number);
  return {
    seconds: seconds ?? Number.NaN,
    cpuSeconds: (user ?? Number.NaN) + (system ?? Number.NaN),
    peakBytes: Number(stdout),
  };
}

function remove(...names: string[]): void {
  for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
}

function archiveIn(name: string): string {
  const directory = join(folder, name);
  const file = readdirSync(directory).find((one) => !one.endsWith(".json"));
  return join(directory, file ?? "");
}

function peerCipher(): { name: string; seal: string; open: string } {
  const identity = join(folder, "identity");
  const { status, stderr } = spawnSync("age-keygen", ["-o", identity], { encoding: "utf8" });
  if (status === 0) {
    const recipient = stderr.match(/age1\w+/)?.[0];
    return { name: "age", seal: `age -r ${recipient}`, open: `age -d -i '${identity}'` };
  }
  const enc = `openssl enc -aes-256-ctr -pbkdf2 -pass 'file:${join(folder, "key")}'`;
  return { name: "openssl enc, as there is no age", seal: enc, open: `${enc} -d -in` };
}

function say({ name, limit, own, peer }: Result): void {
  const ratio = (time: Time) => (median(own, time) / median(peer, time)).toFixed(2);
  const seconds = (runs: Run[]) => `${median(runs, "seconds").toFixed(2)} s`;
  console.log(
    `${name.padEnd(10)} ${seconds(own)}, by pipe ${seconds(peer)}: ${ratio("seconds")}, ` +
      `processor ${ratio("cpuSeconds")}  (at most ${limit.toFixed(1)})`,
  );
}

type Time = "seconds" | "cpuSeconds";

function median(runs: Run[], time: Time): number {
  const sorted = runs.map((run) => run[time]).toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function sizeText(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
