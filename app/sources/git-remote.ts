import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";

/**
 * The repository of the git folder at `folder`, as `repositoryOf` says it: of its remote `origin`,
 * else of its first one. Undefined where there is none or it cannot be read: nothing of a chat
 * depends on it.
 */
export async function repositoryAt(folder: string): Promise<string | undefined> {
  try {
    const urls = remoteUrls(await readFile(join(await gitFolder(folder), "config"), "utf8"));
    const url = urls.get("origin") ?? urls.values().next().value;
    return url === undefined ? undefined : repositoryOf(url);
  } catch {
    return undefined;
  }
}

/**
 * Host and path of a git URL, for example `github.com/ada/shop`: the same for the HTTPS and the SSH
 * form, without user, password and port. Undefined for a folder of this machine.
 */
export function repositoryOf(url: string): string | undefined {
  const match =
    /^(?:\w[\w+.-]*:\/\/)(?:[^/]*@)?([^/:@]+)(?::\d*)?\/(.+)$/s.exec(url.trim()) ??
    /^(?:[^/\\]*@)?([^/:@\\]{2,}):(?!\/\/)\/*(.+)$/s.exec(url.trim());
  const host = match?.[1]?.toLowerCase();
  const path = match?.[2]
    ?.replace(/[?#].*$/s, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
  if (host === undefined || !path) return undefined;
  // Azure DevOps has a host of its own for SSH, and one more step in the path of HTTPS.
  if (host === "ssh.dev.azure.com") return `dev.azure.com/${path.replace(/^v3\//, "")}`;
  return `${host}/${host === "dev.azure.com" ? path.replace("/_git/", "/") : path}`;
}

/** In a worktree or submodule `.git` is a file that names the folder. */
async function gitFolder(folder: string): Promise<string> {
  const path = join(folder, ".git");
  if ((await stat(path)).isDirectory()) return path;
  const target = /^gitdir:\s*(.+)$/m.exec(await readFile(path, "utf8"))?.[1] ?? "";
  const own = resolve(folder, target.trim());
  // A worktree keeps its settings with the repository it belongs to: <repository>/.git/worktrees/<name>.
  const common = await readFile(join(own, "commondir"), "utf8").catch(() => "");
  return common === "" ? own : resolve(own, common.trim());
}

/** By the name of the remote, in the order of the file. */
function remoteUrls(config: string): Map<string, string> {
  const urls = new Map<string, string>();
  let remote: string | undefined;
  for (const line of config.split("\n")) {
    const section = /^\s*\[(?:remote "(.*)"|[^\]]*)\]/.exec(line);
    if (section !== null) remote = section[1];
    const url = /^\s*url\s*=\s*(.+?)\s*$/.exec(line)?.[1];
    if (remote !== undefined && url !== undefined && !urls.has(remote)) urls.set(remote, url);
  }
  return urls;
}
