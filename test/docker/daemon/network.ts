import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const fileName = "network.json";
/** docker0, and one for each network that somebody made. */
const bridgeName = /^(docker0|br-[0-9a-f]{12})$/;
/** What dockerd adds to; each table is emptied by being named. */
const emptyTables = "*nat\nCOMMIT\n*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n";

/**
 * dockerd leaves bridges, firewall rules and a closed FORWARD policy behind. Writes down in `folder`
 * how this machine's network is without them.
 */
export async function rememberNetwork(folder: string): Promise<void> {
  const { stdout: rules } = await run("/usr/sbin/iptables-save");
  await writeFile(join(folder, fileName), JSON.stringify({ rules, bridges: await bridges() }));
}

/** Puts the network back to what was written down in `folder`; does nothing where nothing was. */
export async function restoreNetwork(folder: string): Promise<void> {
  const text = await readFile(join(folder, fileName), "utf8").catch(() => undefined);
  if (text === undefined) return;
  const before: { rules: string; bridges: string[] } = JSON.parse(text);
  await restoreRules(emptyTables + before.rules);
  const added = (await bridges()).filter((name) => !before.bridges.includes(name));
  for (const name of added) await run("/sbin/ip", ["link", "delete", name]);
}

async function bridges(): Promise<string[]> {
  const { stdout } = await run("/sbin/ip", ["-brief", "link"]);
  const names = stdout.split("\n").map((line) => line.split(" ")[0] ?? "");
  return names.filter((name) => bridgeName.test(name));
}

async function restoreRules(rules: string) {
  const restore = spawn("/usr/sbin/iptables-restore", { stdio: ["pipe", "ignore", "inherit"] });
  restore.stdin.end(rules);
  const [code] = await once(restore, "exit");
  if (code !== 0) throw new Error(`iptables-restore: ended with code ${code}`);
}
