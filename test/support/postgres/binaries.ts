import { join } from "node:path";
import { unpackedWheel } from "../wheel.ts";

/** Where the programs of PostgreSQL are below the folder that `postgresBinaries` gives. */
export const binaryFolder = "pgserver/pginstall/bin";

/**
 * Folder with PostgreSQL's own files, downloaded from the package index once and kept in the
 * person's cache. Throws an Error that says why there are none.
 */
export function postgresBinaries(): Promise<string> {
  return unpackedWheel({
    name: "PostgreSQL",
    // The wheel for Python 3.11 is the one that is pinned; nothing of it is run by Python.
    requirements: join(import.meta.dirname, "requirements.txt"),
    files: /^pgserver(\.libs|\/pginstall\/(bin|lib|share))\/.*[^/]$/,
    programs: `${binaryFolder}/`,
  });
}
