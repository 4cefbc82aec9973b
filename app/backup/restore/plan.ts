import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import type { Settings } from "../../settings.ts";
import { databaseFileName } from "../../store/database-file.ts";
import { postgresMigrations } from "../../store/postgres-schema.ts";
import { sqliteMigrations } from "../../store/sqlite.ts";
import { type ComponentRecord, componentOf, type Manifest } from "../archive/manifest.ts";
import { sqliteFacts } from "../components/application/sqlite-facts.ts";
import { Refused } from "../exit-codes.ts";
import { postgresTarget } from "./postgres-target.ts";

export type ComponentName = ComponentRecord["name"];

export interface RestoreRequest {
  /** The archive's file. */
  path: string;
  /** Empty for all that can be restored. */
  components: ComponentName[];
  /** Replaces what is there, which is kept until the new has passed its checks. */
  replace: boolean;
  /** Keeps what was there, even then. */
  keepOld: boolean;
}

/** What a restore would do. */
export interface RestorePlan {
  archive: string;
  manifest: Manifest;
  /** Those that are put back, in their order. */
  components: ComponentName[];
  engine: "sqlite" | "postgres";
  /** Where to, in words. */
  place: string;
  /** What is there now; undefined for nothing. */
  current: CurrentData | undefined;
  /** Migrations that the archive lacks and that are run on it. */
  missingMigrations: string[];
  /** What a person should know besides, a sentence each. */
  notes: string[];
}

/** In a database that a restore would replace; the counts are not known of a damaged one. */
export interface CurrentData {
  sessions: number | undefined;
  messages: number | undefined;
}

/** Throws `Refused` where the archive does not have what is asked for, or cannot go there. */
export async function restorePlan(
  request: RestoreRequest,
  manifest: Manifest,
  settings: Settings,
): Promise<RestorePlan> {
  const components = wanted(request, manifest);
  const application = componentOf(manifest, "application");
  const engine = application?.versions.engine === "postgres" ? "postgres" : "sqlite";
  if (components.includes("application")) refuseOtherEngine(engine, settings);
  const { missing, unknown } = migrationsOf(application, engine);
  if (unknown.length > 0) {
    throw new Refused(
      `${basename(request.path)}: a newer version of this program made it, got the unknown ` +
        `migration ${unknown.join(", ")}; use that version or a later one`,
    );
  }
  const target =
    settings.database === undefined ? sqliteTarget(settings) : await postgresTarget(settings);
  return {
    archive: basename(request.path),
    manifest,
    components,
    engine,
    ...target,
    missingMigrations: components.includes("application") ? missing : [],
    notes: notesOn(manifest),
  };
}

/** Throws where something would be replaced that nobody has asked to be replaced. */
export function refuseNonEmpty(plan: RestorePlan, { replace }: RestoreRequest): void {
  if (replace || plan.current === undefined || !plan.components.includes("application")) return;
  throw new Refused(
    `${plan.place}: holds chats already (${countsText(plan.current)}); use --replace to put those of ` +
      "the archive in their place, or --to <folder> for another one. Nothing was changed",
  );
}

export function countsText({ sessions, messages }: CurrentData): string {
  if (sessions === undefined || messages === undefined) return "damaged";
  const [one, other] = [sessions.toLocaleString("en-US"), messages.toLocaleString("en-US")];
  return `${one} sessions, ${other} messages`;
}

function wanted({ components, path }: RestoreRequest, manifest: Manifest): ComponentName[] {
  const there = manifest.components.filter(({ skippedReason }) => skippedReason === undefined);
  const names = there.map(({ name }) => name);
  const missing = components.find((component) => !names.includes(component));
  if (missing !== undefined) {
    throw new Refused(
      `${missing}: is not in ${basename(path)}, which has ${names.join(", ") || "nothing"}`,
    );
  }
  if (components.includes("volumes")) {
    throw new Refused(
      "volumes: are those of a Docker stack; use npm run restore-system, which stops and starts it",
    );
  }
  const inside = there.some(
    ({ name, versions }) =>
      name === "vectors" && ["sqlite", "postgres"].includes(versions.kept ?? ""),
  );
  if (inside && components.includes("vectors") && !components.includes("application")) {
    throw new Refused(
      "vectors: are in the database of this archive; restore application, which brings them along",
    );
  }
  return names.filter(
    (name) => name !== "volumes" && (components.length === 0 || components.includes(name)),
  );
}

function refuseOtherEngine(engine: "sqlite" | "postgres", { database }: Settings): void {
  if (engine === "postgres" && database === undefined) {
    throw new Refused(
      "application: is of a PostgreSQL, and this is the embedded database; set DATABASE_HOST and " +
        "what belongs to it",
    );
  }
  if (engine === "sqlite" && database !== undefined) {
    throw new Refused(
      "application: is of the embedded database, and DATABASE_HOST names a PostgreSQL; restore it " +
        "without DATABASE_HOST, and push the chats from there",
    );
  }
}

function migrationsOf(application: ComponentRecord | undefined, engine: "sqlite" | "postgres") {
  const known = Object.keys(engine === "sqlite" ? sqliteMigrations : postgresMigrations);
  const executed = application?.versions.migrations?.split(",") ?? known;
  return {
    missing: known.filter((name) => !executed.includes(name)).toSorted(),
    unknown: executed.filter((name) => !known.includes(name)),
  };
}

function sqliteTarget({ dataDirectory }: Settings): Pick<RestorePlan, "place" | "current"> {
  const path = join(dataDirectory, databaseFileName);
  if (!existsSync(path)) return { place: dataDirectory, current: undefined };
  const database = new Database(path, { readonly: true });
  try {
    const {
      conversations: sessions = 0,
      messages = 0,
      auth_api_keys: keys = 0,
    } = sqliteFacts(database).counts;
    // Whatever starts here makes a database first.
    const isEmpty = sessions + keys === 0;
    return { place: dataDirectory, current: isEmpty ? undefined : { sessions, messages } };
  } catch {
    return { place: dataDirectory, current: { sessions: undefined, messages: undefined } };
  } finally {
    database.close();
  }
}

function notesOn({ canRestore, problems, components }: Manifest): string[] {
  const all = [...problems, ...components.flatMap((component) => component.problems)];
  return [
    ...(canRestore.value ? [] : [`This archive alone does not suffice: ${canRestore.reason}.`]),
    ...all.map(({ name, reason }) => `The backup was partial: ${name}: ${reason}.`),
  ];
}
