import { expect, test } from "vitest";
import { type Machine, vscodeRoots } from "./folders.ts";

const servers = [
  "/home/ada/.vscode-server/data/User",
  "/home/ada/.vscode-server-insiders/data/User",
  "/home/ada/.vscodium-server/data/User",
  "/home/ada/.vscode-remote/data/User",
];

const flatpaks = [
  "/home/ada/.var/app/com.visualstudio.code/config/Code/User",
  "/home/ada/.var/app/com.vscodium.codium/config/VSCodium/User",
];

const linux: Machine = { platform: "linux", environment: {}, home: "/home/ada" };

const linuxDesktop = [
  "/home/ada/.config/Code/User",
  "/home/ada/.config/Code - Insiders/User",
  "/home/ada/.config/VSCodium/User",
  "/home/ada/.config/VSCodium - Insiders/User",
  ...flatpaks,
];

/** The folders of all products below `folder`, apart from the servers. */
const productsIn = (folder: string) => [
  `${folder}/Code/User`,
  `${folder}/Code - Insiders/User`,
  `${folder}/VSCodium/User`,
  `${folder}/VSCodium - Insiders/User`,
];

const windowsServers = [
  "C:\\Users\\ada\\.vscode-server\\data\\User",
  "C:\\Users\\ada\\.vscode-server-insiders\\data\\User",
  "C:\\Users\\ada\\.vscodium-server\\data\\User",
  "C:\\Users\\ada\\.vscode-remote\\data\\User",
];

const cases: [string, Machine, string[]][] = [
  ["Linux", linux, [...linuxDesktop, ...servers]],
  [
    "Linux with XDG_CONFIG_HOME",
    { ...linux, environment: { XDG_CONFIG_HOME: "/data/config" } },
    [...productsIn("/data/config"), ...flatpaks, ...servers],
  ],
  [
    "Linux with a relative or empty override, which does not count",
    {
      ...linux,
      environment: { XDG_CONFIG_HOME: "config", VSCODE_APPDATA: "", VSCODE_PORTABLE: "" },
    },
    [...linuxDesktop, ...servers],
  ],
  [
    "VSCODE_APPDATA before XDG_CONFIG_HOME",
    { ...linux, environment: { XDG_CONFIG_HOME: "/data/config", VSCODE_APPDATA: "/data/apps" } },
    [...productsIn("/data/apps"), ...flatpaks, ...servers],
  ],
  [
    "VSCODE_PORTABLE before everything else",
    { ...linux, environment: { VSCODE_PORTABLE: "/stick/data", VSCODE_APPDATA: "/data/apps" } },
    ["/stick/data/user-data/User", ...servers],
  ],
  [
    "a server that was put elsewhere",
    { ...linux, environment: { VSCODE_AGENT_FOLDER: "/data/server" } },
    [...linuxDesktop, "/data/server/data/User", ...servers],
  ],
  [
    "macOS",
    { platform: "darwin", environment: { XDG_CONFIG_HOME: "/ignored" }, home: "/Users/ada" },
    [
      ...productsIn("/Users/ada/Library/Application Support"),
      "/Users/ada/.vscode-server/data/User",
      "/Users/ada/.vscode-server-insiders/data/User",
      "/Users/ada/.vscodium-server/data/User",
      "/Users/ada/.vscode-remote/data/User",
    ],
  ],
  [
    "Windows",
    {
      platform: "win32",
      environment: { APPDATA: "D:\\Profiles\\ada\\Roaming" },
      home: "C:\\Users\\ada",
    },
    [
      "D:\\Profiles\\ada\\Roaming\\Code\\User",
      "D:\\Profiles\\ada\\Roaming\\Code - Insiders\\User",
      "D:\\Profiles\\ada\\Roaming\\VSCodium\\User",
      "D:\\Profiles\\ada\\Roaming\\VSCodium - Insiders\\User",
      ...windowsServers,
    ],
  ],
  [
    "Windows without APPDATA",
    { platform: "win32", environment: {}, home: "C:\\Users\\ada" },
    [
      "C:\\Users\\ada\\AppData\\Roaming\\Code\\User",
      "C:\\Users\\ada\\AppData\\Roaming\\Code - Insiders\\User",
      "C:\\Users\\ada\\AppData\\Roaming\\VSCodium\\User",
      "C:\\Users\\ada\\AppData\\Roaming\\VSCodium - Insiders\\User",
      ...windowsServers,
    ],
  ],
  [
    "WSL, with the Windows profiles of persons only",
    {
      ...linux,
      environment: { WSL_DISTRO_NAME: "Ubuntu" },
      folderNames: (path) =>
        path === "/mnt/c/Users" ? ["All Users", "Default", "Public", "ada", "grace"] : [],
    },
    [
      ...linuxDesktop,
      ...servers,
      ...productsIn("/mnt/c/Users/ada/AppData/Roaming"),
      ...productsIn("/mnt/c/Users/grace/AppData/Roaming"),
    ],
  ],
];

test.each(cases)("the folders on %s", (_, machine, expected) => {
  expect(vscodeRoots(machine)).toEqual(expected);
});

test("the profiles of Windows are looked for under WSL only", () => {
  const folderNames = () => {
    throw new Error("listed a folder");
  };
  expect(() => vscodeRoots({ ...linux, folderNames })).not.toThrow();
});
