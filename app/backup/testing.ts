import { readdirSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { backupVerb } from "../commands/backup.ts";
import { type RestoreOptions, restoreVerb } from "../commands/restore.ts";
import { recordedTerminal, temporaryFolder } from "../commands/testing.ts";
import { readSettings } from "../settings.ts";
import { type OpenedStore, openStore } from "../store/open.ts";
import { importInto } from "../store/test-import.ts";
import { jsonLog } from "../telemetry/log.ts";
import { type BackupType, isBackupFileName } from "./archive/name.ts";
import type { ComponentName } from "./restore/plan.ts";

/** An installation in folders of its own, which go with the running test, and its command line. */
export function installation(environment: Record<string, string> = {}) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const own = {
    CHATS_DATA_DIRECTORY: join(folder.path, "data"),
    CHATS_BACKUP_DIR: join(folder.path, "backups"),
    CHATS_LOG_LEVEL: "silent",
    ...environment,
  };
  const settings = readSettings(own);
  const withStore = async <T>(work: (opened: OpenedStore) => Promise<T>): Promise<T> => {
    const opened = await openStore(settings, jsonLog("silent"));
    try {
      return await work(opened);
    } finally {
      await opened.store.close();
    }
  };
  const archives = () =>
    readdirSync(own.CHATS_BACKUP_DIR)
      .filter(isBackupFileName)
      .toSorted()
      .map((name) => join(own.CHATS_BACKUP_DIR, name));
  return {
    folder: folder.path,
    data: own.CHATS_DATA_DIRECTORY,
    backups: own.CHATS_BACKUP_DIR,
    settings,
    withStore,
    import: (chats: number) => withStore((opened) => importInto(opened, chats)),
    sessions: () =>
      withStore(async ({ store }) => {
        const { sessions } = await store.sessions({ limit: 200, offset: 0 });
        return sessions.map(({ id }) => id).toSorted();
      }),
    async backup(type: BackupType = "full", keepDays?: number) {
      const { terminal, out, err } = recordedTerminal();
      const parts = { environment: own };
      const code = await backupVerb(type, keepDays, {}, settings, parts, terminal);
      return { code, out, err };
    },
    async restore(
      file: string | undefined,
      options: RestoreOptions = {},
      components: ComponentName[] = [],
    ) {
      const { terminal, out, err } = recordedTerminal();
      const parts = { environment: own, ask: undefined };
      const code = await restoreVerb(file, components, options, settings, parts, terminal);
      return { code, out, err };
    },
    /** Paths of the archives, the oldest first. */
    archives,
    /** The one archive that there is. */
    archive(): string {
      const [path, ...others] = archives();
      if (path === undefined || others.length > 0) throw new Error("there is not one archive");
      return path;
    },
  };
}
