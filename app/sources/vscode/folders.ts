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
const products = ["Code", "Code - Insiders", "VSCodium", "VSCodium - Insiders"];

function desktopFolders(machine: Machine): string[] {
  const { join } = pathsOf(machine);
  const portable = machine.environment.VSCODE_PORTABLE;
  if (portable) return [join(portable, "user-data", "User")];
  const folders = products.map((product) => join(applicationData(machine), product, "User"));
  return machine.platform === "linux" ? [...folders, ...flatpakFolders(machine)] : folders;
}

/** Flatpak gives each application a folder of its own in place of `~/.config`. */
function flatpakFolders({ home }: Machine): string[] {
  return [
    posix.join(home, ".var/app/com.visualstudio.code/config/Code/User"),
    posix.join(home, ".var/app/com.vscodium.codium/config/VSCodium/User"),
  ];
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

/** Folders of the remote server, for windows opened over SSH, in WSL, a container or Codespaces. */
const servers = [".vscode-server", ".vscode-server-insiders", ".vscodium-server", ".vscode-remote"];

function serverFolders(machine: Machine): string[] {
  const { join } = pathsOf(machine);
  const own = machine.environment.VSCODE_AGENT_FOLDER;
  const folders = servers.map((server) => join(machine.home, server));
  return [...(own ? [own] : []), ...folders].map((folder) => join(folder, "data", "User"));
}

/** Under WSL the window runs on Windows and keeps its chats there. */
function windowsFolders(machine: Machine): string[] {
  return windowsProfiles(machine).flatMap((profile) =>
    products.map((product) => posix.join(profile, "AppData", "Roaming", product, "User")),
  );
}

/** Folders of the persons who use the Windows around this WSL; none on any other machine. */
export function windowsProfiles({
  platform,
  environment,
  folderNames = namesOnDisk,
}: Machine): string[] {
  if (platform !== "linux" || !environment.WSL_DISTRO_NAME) return [];
  return folderNames(windowsUsers)
    .filter((profile) => !sharedProfiles.has(profile))
    .map((profile) => posix.join(windowsUsers, profile));
}

/** Where WSL mounts the profiles of Windows, unless its wsl.conf says otherwise. */
const windowsUsers = "/mnt/c/Users";

/** Folders among the profiles that belong to no person. */
const sharedProfiles = new Set(["All Users", "Default", "Default User", "Public"]);

/** How paths are put together on the machine. */
export function pathsOf({ platform }: Machine): typeof posix {
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
