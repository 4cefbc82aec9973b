/** How an image is made here in place of the published one, and what a test on it proves. */
export interface Recipe {
  /** Where its files come from, laid over each other in this order. */
  parts: Part[];
  /** Small files of its own by path; scripts are executable. */
  files?: Record<string, string>;
  /** Symbolic links by path. */
  links?: Record<string, string>;
  /** Folders by path, with the user who owns them and all in them. */
  folders?: Record<string, string>;
  /** Users beside root, as `uid:gid`; each has a group of the same name. */
  users?: Record<string, string>;
  /** What the published Dockerfile says, in its own words; an import takes no `STOPSIGNAL`. */
  instructions: string[];
  software: Software;
  /** Where it differs from the published image, and why. */
  differs: string;
}

/** `same version`: the pinned software itself. `stand-in`: a server of ours that speaks its protocol. */
export type Software = "same version" | "other version" | "stand-in";

export type Part =
  | GoBuild
  /** Debian packages and what they depend on, unpacked; none of their scripts runs. */
  | { debian: string[] }
  /** A shell and `wget`, as the published image has from Alpine or BusyBox. */
  | { busybox: true }
  /** The Node.js that the project is pinned to. */
  | { node: true }
  /** npm of that version, which the `node` part runs. */
  | { npm: string }
  /** `stand-ins/<name>.ts` as one file, run by the `node` part. */
  | { standIn: string };

export interface GoBuild {
  /** Folder of `go/` with `go.mod` and `go.sum`; the module named here is the one that is built. */
  go: string;
  module: string;
  /** Package by the path of the program; `.` is the folder's own. */
  programs: Record<string, string>;
  /** Go variable that says the version. */
  versionVariable: string;
  /** The version of the program where its module is numbered otherwise. */
  programVersion?: string;
  /** Files of the module by their path in the image. */
  moduleFiles?: Record<string, string>;
  /** Files that the build wants and the published module lacks, by their path in the module. */
  absentFiles?: Record<string, string>;
}
