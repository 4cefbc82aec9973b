import { readdirSync } from "node:fs";
import { posix, win32 } from "node:path";

/** What decides where VS Code keeps its data; nothing else is read. */
export interface Machine {
  platform: NodeJS.Platform;
  environment: Record<string, string | undefined>;
  /** Home folder of the person, absolute. */
  home: string;
  /** Names of the folders within a folder, none where it cannot be read; default: from the disk. */
  folderNames?: (path: string) => string[];
}

/**
 * The `User` folders that VS Code may have on this machine, in a fixed order. They need not exist.
 * VS Code's own order of overrides is in its src/vs/platform/environment/node/userDataPath.ts.
 */
export function vscodeRoots(machine: Machine): string[] {
  return [
    ...new Set([...desktopFolders(machine), ...serverFolders(machine), ...windowsFolders(machine)]),
  ];
}

/** Products that keep chats in VS Code's format, by the name of their data folder. */
const products = ["Code", "Code - Insiders", "VSCodium"];

function desktopFolders(machine: Machine): string[] {
  const { join } = pathsOf(machine);
  const portable = machine.environment.VSCODE_PORTABLE;
  if (portable) return [join(portable, "user-data", "User")];
  return products.map((product) => join(applicationData(machine), product, "User"));
}

function applicationData(machine: Machine): string {
  const { platform, environment, home } = machine;
  const { join, isAbsolute } = pathsOf(machine);
  if (environment.VSCODE_APPDATA) return environment.VSCODE_APPDATA;
  if (platform === "win32") return environment.APPDATA || join(home, "AppData", "Roaming");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  const configHome = environment.XDG_CONFIG_HOME;
  // A relative one is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  return configHome && isAbsolute(configHome) ? configHome : join(home, ".config");
}

/** Data of the remote server, for windows that were opened over SSH or in WSL. */
function serverFolders(machine: Machine): string[] {
  const { join } = pathsOf(machine);
  return [".vscode-server", ".vscode-server-insiders"].map((server) =>
    join(machine.home, server, "data", "User"),
  );
}

/** Where WSL mounts the profiles of Windows, unless its wsl.conf says otherwise. */
const windowsProfiles = "/mnt/c/Users";

/** Folders among the profiles that belong to no person. */
const sharedProfiles = new Set(["All Users", "Default", "Default User", "Public"]);

/** Under WSL the window runs on Windows and keeps its chats there. */
function windowsFolders({ platform, environment, folderNames = namesOnDisk }: Machine): string[] {
  if (platform !== "linux" || !environment.WSL_DISTRO_NAME) return [];
  return folderNames(windowsProfiles)
    .filter((profile) => !sharedProfiles.has(profile))
    .flatMap((profile) =>
      products.map((product) =>
        posix.join(windowsProfiles, profile, "AppData", "Roaming", product, "User"),
      ),
    );
}

function pathsOf({ platform }: Machine): typeof posix {
  return platform === "win32" ? win32 : posix;
}

function namesOnDisk(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch {
    return [];
  }
}
