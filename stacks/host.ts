import { statSync } from "node:fs";
import { dirname } from "node:path";
import { appVersion } from "./app-version.ts";
import { type DockerEngine, dockerEngine, type MissingDocker } from "./docker-engine.ts";

/** What is true of the checkout and its machine rather than chosen; recorded plans fix it. */
export interface Host {
  /** Absolute path of the repository's root. */
  projectDirectory: string;
  /** Hash of the application's code: a changed application is a changed service. */
  appVersion: string;
  /** The Docker Engine that can be used, asked for where the runtime depends on it. */
  docker: () => Promise<DockerEngine | MissingDocker>;
  /** Numeric `user:group` of a folder, or of whoever will make it. */
  ownerOf: (folder: string) => string;
  /** Those variables of the person's environment that are set and say where chats are kept. */
  chatFolders?: Record<string, string>;
  /** Registry that npm takes packages from; undefined for its own. */
  npmRegistry?: string;
  /** Certificates in PEM that npm trusts beside Node's own, as behind a proxy that reads along. */
  extraCertificates?: string;
}

/** What is true of the checkout that this file lies in. */
export function thisCheckout(): Host {
  const projectDirectory = dirname(import.meta.dirname);
  return {
    projectDirectory,
    appVersion: appVersion(projectDirectory),
    docker: dockerEngine,
    ownerOf,
  };
}

function ownerOf(folder: string): string {
  const { uid, gid } = statSync(folder, { throwIfNoEntry: false }) ?? {
    uid: process.getuid?.(),
    gid: process.getgid?.(),
  };
  return `${uid ?? 0}:${gid ?? 0}`;
}
