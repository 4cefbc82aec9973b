import pc from "picocolors";
import type { ServiceStatus, Status } from "./read.ts";

/** Prints what runs, a line each, and what it may take of the machine. */
export function showStatus(status: Status) {
  process.stdout.write(status.started ? text(status) : nothingRuns);
}

const nothingRuns = "Nothing runs; `npm start` brings the platform up.\n";

function text({ endpoints, services, counts, healthy }: Status): string {
  return [
    ...endpoints.map(
      ({ name, url, answer, healthy }) =>
        `${mark(healthy)} ${name.padEnd(8)} ${answer.padEnd(15)} ${pc.cyan(url)}\n`,
    ),
    ...(services.length > 0 ? ["\n", ...services.map(row), sums(services), "\n"] : []),
    ...Object.entries(counts ?? {})
      .filter(([, value]) => typeof value === "number")
      .map(([name, value]) => `  ${name.padEnd(14)} ${value}\n`),
    healthy ? "" : "\n`npm start` repairs what is not well.\n",
  ].join("");
}

function row({ name, purpose, address, memoryLimitMb, state, since, healthy }: ServiceStatus) {
  const columns = [
    name.padEnd(20),
    state.padEnd(10),
    since.padEnd(18),
    `${memoryLimitMb} MB`.padStart(7),
    (address ?? "").padEnd(15),
  ];
  return `${mark(healthy)} ${columns.join(" ")} ${pc.dim(purpose)}\n`;
}

function sums(services: ServiceStatus[]): string {
  const memoryMb = services.reduce((sum, { memoryLimitMb }) => sum + memoryLimitMb, 0);
  const diskMb = services.reduce((sum, { estimatedDiskMb }) => sum + estimatedDiskMb, 0);
  return (
    `  ${services.length} services may take ${memoryMb} MB of memory at most;` +
    ` their volumes grow to about ${(diskMb / 1_000).toFixed(1)} GB\n`
  );
}

function mark(healthy: boolean): string {
  return healthy ? pc.green("✔") : pc.red("✖");
}
