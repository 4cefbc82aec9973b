import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Discovery, discoverChats } from "../import/discovery.ts";
import type { Settings } from "../settings.ts";
import type { ChatSource } from "../sources/model.ts";
import { samplesFolder } from "../sources/samples.ts";
import { type Machine, vscodeRoots } from "../sources/vscode/folders.ts";
import { vscodeSource } from "../sources/vscode/source.ts";
import { databaseFileName } from "../store/database-file.ts";
import { openStore } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { countText } from "./terminal.ts";

/** Which chats an import reads. */
export interface ChatChoice {
  source: ChatSource;
  discovery: Discovery;
  areSamples: boolean;
  /** Why it is not the chats that a person would expect; undefined when it is. */
  note: string | undefined;
}

export interface ChoiceOptions {
  /** Folders to read instead of the usual ones. */
  from?: string[];
  /** Reads the sample chats of the project. */
  samples?: boolean;
}

/**
 * The chats asked for, else those of this machine. Where there are none and none were ever stored,
 * the samples, so that there is something to try.
 */
export async function chooseChats(
  options: ChoiceOptions,
  settings: Settings,
  machine: Machine,
): Promise<ChatChoice> {
  const samples = () => chatsIn([samplesFolder], true);
  if (options.samples) return samples();
  if (options.from) return chatsIn(options.from, false);

  const usual = await chatsIn(vscodeRoots(machine), false);
  if (fileCount(usual) > 0) return usual;
  const none = "No Copilot chats found in the usual folders";
  const instead = await samples();
  if (await holdsOtherChats(settings, instead.source)) {
    return { ...usual, note: `${none}; what was imported before is kept.` };
  }
  const count = countText(fileCount(instead), "sample chat");
  return {
    ...instead,
    note: `${none}; importing ${count} instead (--from <folder> reads chats from elsewhere).`,
  };
}

export function fileCount({ discovery }: Pick<ChatChoice, "discovery">): number {
  return discovery.folders.reduce((sum, { files }) => sum + files, 0);
}

async function chatsIn(userFolders: string[], areSamples: boolean): Promise<ChatChoice> {
  const source = vscodeSource({ userFolders });
  return { source, discovery: await discoverChats([source]), areSamples, note: undefined };
}

/** Whether more is stored than the samples of an earlier import. */
async function holdsOtherChats(settings: Settings, samples: ChatSource): Promise<boolean> {
  const { dataDirectory, database } = settings;
  // Asking must not make the file.
  if (database === undefined && !existsSync(join(dataDirectory, databaseFileName))) return false;
  const { store } = await openStore(settings, jsonLog(settings.logLevel, process.stderr));
  try {
    let storedSamples = 0;
    for await (const { path } of samples.list(() => {})) {
      if ((await store.fileState(path)) !== undefined) storedSamples += 1;
    }
    return (await store.counts()).sessions > storedSamples;
  } finally {
    await store.close();
  }
}
