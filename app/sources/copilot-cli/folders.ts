import { type Machine, pathsOf, windowsProfiles } from "../vscode/folders.ts";

/**
 * The folders in which Copilot CLI may keep its data on this machine, in a fixed order. They need
 * not exist. `COPILOT_HOME` moves the folder; VS Code also looks below `XDG_STATE_HOME`.
 */
export function copilotCliRoots(machine: Machine): string[] {
  const { join } = pathsOf(machine);
  const { COPILOT_HOME, XDG_STATE_HOME } = machine.environment;
  return [
    ...new Set([
      ...(COPILOT_HOME ? [COPILOT_HOME] : []),
      ...(XDG_STATE_HOME ? [join(XDG_STATE_HOME, ".copilot")] : []),
      join(machine.home, ".copilot"),
      ...windowsProfiles(machine).map((profile) => join(profile, ".copilot")),
    ]),
  ];
}
