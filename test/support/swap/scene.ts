import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import tls from "node:tls";
import { strToU8, zipSync } from "fflate";
import { runSwap, runToEnd } from "../../../scripts/swap/command.ts";
import { readCommand } from "../../../scripts/swap/options.ts";
import { type Report, type SwapEvent, swapEvent } from "../../../scripts/swap/report.ts";
import type { ReleaseSchema } from "../../../scripts/swap/schema/release-schema.ts";
import type { Target } from "../../../scripts/swap/target.ts";
import { packageName, schemaFile } from "../../../stacks/app-version.ts";
import { acceptedToken, type BlobServer, blobServer } from "../blob-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type ManagementServer, managementServer } from "./management-server.ts";
import { applicationSwitch, type Switch } from "./switch.ts";

/** A site in production with a slot that has the next release, over stand-ins of Azure. */
export interface Scene {
  management: ManagementServer;
  blobs: BlobServer;
  front: Switch;
  target: Target;
  /** Puts a package into the container of releases; answers its URL. */
  deploy(version: string, schema?: ReleaseSchema): string;
  /** Runs what `npm run swap` runs, here. */
  run(args?: string[], surroundings?: RunSurroundings): Promise<EndedRun>;
  /** Starts it as a process of its own, with the login of an Azure CLI. */
  start(args?: string[], environment?: Record<string, string>): SwapRun;
  /** What the journal holds. */
  journal(): { holder: string; entry?: { phase: string; from: string; to: string } } | undefined;
  /** Versions that site and slot run, by their settings. */
  live(): { site: string; slot: string };
  /** Packages that were written into the state, in order. */
  recorded(): string[];
}

export interface RunSurroundings {
  env?: Record<string, string>;
  /** Told of each event as it comes. */
  onEvent?: (event: SwapEvent) => void;
}

export interface SwapRun {
  kill(signal?: NodeJS.Signals): void;
  /** Told of each event as it comes. */
  onEvent: (event: SwapEvent) => unknown;
  ended: Promise<EndedRun>;
}

export interface EndedRun {
  /** Null when it was killed. */
  exitCode: number | null;
  events: SwapEvent[];
  /** The text of the last event. */
  text: string;
}

export const running = "00000000000a";
export const next = "00000000000b";

/** Everything as quick as it can be while it still proves something. */
export const quick = [
  ...["--answers", "1", "--gate-minutes", "0.1", "--warm-up-seconds", "0"],
  ...["--window-seconds", "1", "--rate", "50", "--watch-minutes", "0.02"],
  // A busy machine is slow by itself.
  ...["--latency-factor", "100"],
];

/** A release with a table that every release has, and the migrations `names`. */
export function releaseSchemaOf(names: string[], columns = ["title"]): ReleaseSchema {
  const text = { type: "text", required: false, default: null };
  return {
    migrations: names.map((name) => ({ name, hash: name, rewrites: [] })),
    tables: {
      "core.chats": {
        columns: Object.fromEntries(columns.map((name) => [name, text])),
        rules: [],
        rights: [],
      },
    },
    others: {},
    acceptedBreaks: [],
  };
}

/** `running` in production and `next` in the slot, on the ports that applications listen on. */
export async function openScene(behind: Switch["behind"]): Promise<Scene> {
  const blobs = await blobServer();
  // Beside those of other scenes at the same time.
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), blobs.certificate]);
  const management = await managementServer(blobs);
  const front = await applicationSwitch(behind);
  management.onSwap = front.exchange;
  management.sticky = ["CHATS_BACKGROUND_JOBS"];
  const releasesUrl = `${blobs.endpoint}account/releases`;
  const target: Target = {
    stack: "prod",
    siteId: management.siteId,
    slotId: management.slotId,
    siteUrl: front.productionUrl,
    slotUrl: front.stagingUrl,
    releasesUrl,
  };
  const recordFile = join(temporaryFolder(), "recorded");

  const deploy: Scene["deploy"] = (version, schema = releaseSchemaOf(["1"])) => {
    const name = packageName(version);
    const content = zipSync({ [schemaFile]: strToU8(JSON.stringify(schema)) });
    const blob = { content: Buffer.from(content), contentType: "application/zip", metadata: {} };
    blobs.blobs.set(`account/releases/${name}`, blob);
    return `${releasesUrl}/${name}`;
  };
  const settings = (url: string, jobs: string) => ({
    WEBSITE_RUN_FROM_PACKAGE: url,
    CHATS_BACKGROUND_JOBS: jobs,
  });
  management.settings[management.siteId] = settings(deploy(running), "on");
  management.settings[management.slotId] = settings(deploy(next), "off");

  const start: Scene["start"] = (args = quick, environment = {}) => {
    const place = [JSON.stringify(target), recordFile];
    const command = ["prod", "--management-url", management.url, ...args];
    const script = join(import.meta.dirname, "run-swap.ts");
    const child = spawn(process.execPath, [script, ...place, ...command], {
      env: {
        ...blobs.environment,
        PATH: `${blobs.programs}:${process.env.PATH}`,
        HOME: temporaryFolder(),
        ...environment,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const events: SwapEvent[] = [];
    const started: SwapRun = {
      kill: (signal = "SIGKILL") => child.kill(signal),
      onEvent: () => {},
      ended: once(child, "close").then(([exitCode]) => endOf(exitCode, events)),
    };
    createInterface(child.stdout).on("line", (line) => {
      const event: SwapEvent = JSON.parse(line);
      events.push(event);
      started.onEvent(event);
    });
    return started;
  };
  const run: Scene["run"] = async (args = quick, { env = {}, onEvent = () => {} } = {}) => {
    const command = readCommand(["prod", "--management-url", management.url, ...args]);
    if (command === "help") throw new Error("no help is tested here");
    const events: SwapEvent[] = [];
    const report: Report = (...happened) => {
      const event = swapEvent(...happened);
      events.push(event);
      onEvent(event);
    };
    const surroundings = {
      credential: { getToken: async () => ({ token: acceptedToken, expiresOnTimestamp: 4e12 }) },
      env,
      report,
      record: async (packageUrl: string) => appendFileSync(recordFile, `${packageUrl}\n`),
      signal: new AbortController().signal,
    };
    return endOf(await runToEnd(() => runSwap(command, target, surroundings), report), events);
  };
  const versionAt = (id: string) =>
    /chat-app-(\w+)\.zip$/.exec(management.settings[id]?.WEBSITE_RUN_FROM_PACKAGE ?? "")?.[1] ?? "";
  return {
    management,
    blobs,
    front,
    target,
    deploy,
    start,
    run,
    journal() {
      const content = blobs.blobs.get("account/releases/swap.json")?.content.toString();
      return content ? JSON.parse(content) : undefined;
    },
    live: () => ({ site: versionAt(management.siteId), slot: versionAt(management.slotId) }),
    recorded: () =>
      existsSync(recordFile) ? readFileSync(recordFile, "utf8").trim().split("\n") : [],
  };
}

function endOf(exitCode: number | null, events: SwapEvent[]): EndedRun {
  return { exitCode, events, text: events.at(-1)?.text ?? "" };
}
