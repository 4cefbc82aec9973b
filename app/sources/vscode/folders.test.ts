import { expect, test } from "vitest";
import { type Machine, vscodeRoots } from "./folders.ts";

const servers = [
  "/home/ada/.vscode-server/data/User",
  "/home/ada/.vscode-server-insiders/data/User",
];

const linux: Machine = { platform: "linux", environment: {}, home: "/home/ada" };

const cases: [string, Machine, string[]][] = [
  [
    "Linux",
    linux,
    [
      "/home/ada/.config/Code/User",
      "/home/ada/.config/Code - Insiders/User",
      "/home/ada/.config/VSCodium/User",
      ...servers,
    ],
  ],
  [
    "Linux with XDG_CONFIG_HOME",
    { ...linux, environment: { XDG_CONFIG_HOME: "/data/config" } },
    [
      "/data/config/Code/User",
      "/data/config/Code - Insiders/User",
      "/data/config/VSCodium/User",
      ...servers,
    ],
  ],
  [
    "Linux with a relative or empty override, which does not count",
    {
      ...linux,
      environment: { XDG_CONFIG_HOME: "config", VSCODE_APPDATA: "", VSCODE_PORTABLE: "" },
    },
    [
      "/home/ada/.config/Code/User",
      "/home/ada/.config/Code - Insiders/User",
      "/home/ada/.config/VSCodium/User",
      ...servers,
    ],
  ],
  [
    "VSCODE_APPDATA before XDG_CONFIG_HOME",
    { ...linux, environment: { XDG_CONFIG_HOME: "/data/config", VSCODE_APPDATA: "/data/apps" } },
    [
      "/data/apps/Code/User",
      "/data/apps/Code - Insiders/User",
      "/data/apps/VSCodium/User",
      ...servers,
    ],
  ],
  [
    "VSCODE_PORTABLE before everything else",
    { ...linux, environment: { VSCODE_PORTABLE: "/stick/data", VSCODE_APPDATA: "/data/apps" } },
    ["/stick/data/user-data/User", ...servers],
  ],
  [
    "macOS",
    { platform: "darwin", environment: { XDG_CONFIG_HOME: "/ignored" }, home: "/Users/ada" },
    [
      "/Users/ada/Library/Application Support/Code/User",
      "/Users/ada/Library/Application Support/Code - Insiders/User",
      "/Users/ada/Library/Application Support/VSCodium/User",
      "/Users/ada/.vscode-server/data/User",
      "/Users/ada/.vscode-server-insiders/data/User",
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
      "C:\\Users\\ada\\.vscode-server\\data\\User",
      "C:\\Users\\ada\\.vscode-server-insiders\\data\\User",
    ],
  ],
  [
    "Windows without APPDATA",
    { platform: "win32", environment: {}, home: "C:\\Users\\ada" },
    [
      "C:\\Users\\ada\\AppData\\Roaming\\Code\\User",
      "C:\\Users\\ada\\AppData\\Roaming\\Code - Insiders\\User",
      "C:\\Users\\ada\\AppData\\Roaming\\VSCodium\\User",
      "C:\\Users\\ada\\.vscode-server\\data\\User",
      "C:\\Users\\ada\\.vscode-server-insiders\\data\\User",
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
      "/home/ada/.config/Code/User",
      "/home/ada/.config/Code - Insiders/User",
      "/home/ada/.config/VSCodium/User",
      ...servers,
      "/mnt/c/Users/ada/AppData/Roaming/Code/User",
      "/mnt/c/Users/ada/AppData/Roaming/Code - Insiders/User",
      "/mnt/c/Users/ada/AppData/Roaming/VSCodium/User",
      "/mnt/c/Users/grace/AppData/Roaming/Code/User",
      "/mnt/c/Users/grace/AppData/Roaming/Code - Insiders/User",
      "/mnt/c/Users/grace/AppData/Roaming/VSCodium/User",
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
