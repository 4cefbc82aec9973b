import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface DrillCommand {
  stack: string;
  /** Point in time, ISO 8601 in UTC; undefined for the latest. */
  at: string | undefined;
  /** Region to restore the copy of the paired region into; undefined for the server's own backup. */
  geoLocation: string | undefined;
  /** Network of the restored server; undefined for the source's own, or for none. */
  subnetId: string | undefined;
  privateDnsZoneId: string | undefined;
  /** Whether the restored server is left to work with. */
  isKept: boolean;
  /** Whether the source answers and is compared with. */
  hasSource: boolean;
  isDryRun: boolean;
}

export const usage = `Usage: npm run restore-drill -- <stack> [options]

Restores the database of a stack on Azure to a new server in a resource group of its own, connects as the
application would, compares the number of rows of each table with the source, tells how long it took, and deletes
what it has made. The stack itself is not touched. Run it where the database can be reached: in a tier with a
private network, on a machine in it.

  --at <time>              restore to this time, such as 2027-01-31T12:00:00Z; default the latest possible
  --geo                    restore the copy that Azure keeps in the paired region
  --location <region>      with --geo: the paired region, such as northeurope
  --subnet <id>            subnet for the restored server; default that of the source, with --geo none
  --private-dns-zone <id>  its private DNS zone; default that of the source, with --geo none
  --keep                   do not delete the restored server, to take data from it
  --no-source              the source does not answer: restore, and only tell what is there
  --dry-run                print every command that would change something, and change nothing

Ends with 0 when the data are there, 2 when they are not all there, and 1 when that could not be told.
`;

/** Throws an Error about the first option that is wrong. */
export function readCommand(args: string[]): DrillCommand | "help" {
  const { values, positionals } = parseArgs({ args, options: flags, allowPositionals: true });
  if (values.help) return "help";
  const [stack, ...others] = positionals;
  if (!stack || others.length > 0) {
    throw new Error(
      `stack: name one, got ${positionals.length}; use npm run restore-drill -- <stack>`,
    );
  }
  const isIn = (flag: "subnet" | "private-dns-zone") => values[flag] !== undefined;
  if (isIn("subnet") !== isIn("private-dns-zone")) {
    throw new Error("--subnet, --private-dns-zone: belong together, got one; use both or none");
  }
  return {
    stack,
    at: timeOf(values.at, values.geo),
    geoLocation: geoLocationOf(values.location, values.geo),
    subnetId: values.subnet,
    privateDnsZoneId: values["private-dns-zone"],
    isKept: values.keep,
    hasSource: !values["no-source"],
    isDryRun: values["dry-run"],
  };
}

const flags = {
  help: { type: "boolean", short: "h", default: false },
  at: { type: "string" },
  geo: { type: "boolean", default: false },
  location: { type: "string" },
  subnet: { type: "string" },
  "private-dns-zone": { type: "string" },
  keep: { type: "boolean", default: false },
  "no-source": { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
} as const;

function timeOf(text: string | undefined, isGeo: boolean): string | undefined {
  if (text === undefined) return undefined;
  if (isGeo)
    throw new Error("--at: the paired region has its latest copy alone; use it without --geo");
  const isUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|\+00:00)$/.test(text);
  if (isUtc && !Number.isNaN(Date.parse(text))) return text;
  throw new Error(`--at: no time in UTC, got ${text}; use for example 2027-01-31T12:00:00Z`);
}

function geoLocationOf(location: string | undefined, isGeo: boolean): string | undefined {
  if (isGeo === (location !== undefined)) return location;
  throw new Error(
    isGeo
      ? "--location: is not given; with --geo use the paired region, such as northeurope"
      : "--location: is for --geo; without it the server stays in its region",
  );
}
