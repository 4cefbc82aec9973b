/** URI of a folder, spelled as VS Code does, so that one folder has one URI in every product. */
export function folderUri(path: string): string {
  const drive = /^([A-Za-z]):[\\/]/.exec(path)?.[1];
  if (drive === undefined) return `file://${path.split("/").map(encodedStep).join("/")}`;
  const steps = path.slice(2).split(/[\\/]/);
  return `file:///${drive.toLowerCase()}%3A${steps.map(encodedStep).join("/")}`;
}

/**
 * Where the folder of a URI is on this machine; undefined where it is on another one. Under WSL
 * the drives of Windows are there too, and windows that were opened from Windows say `wsl+`.
 */
export function folderPath(uri: string): string | undefined {
  const match = /^(file|vscode-remote):\/\/([^/]*)(\/[^?#]*)$/.exec(uri);
  if (match === null) return undefined;
  const [, scheme, authority = "", encodedPath = ""] = match;
  const isHere = scheme === "file" ? authority === "" : /^wsl(?:\+|%2b)/i.test(authority);
  if (!isHere) return undefined;
  try {
    const path = decodeURIComponent(encodedPath);
    const [, drive, rest] = /^\/([A-Za-z]):(.*)$/.exec(path) ?? [];
    if (drive === undefined) return path;
    return process.platform === "win32" ? path.slice(1) : `/mnt/${drive.toLowerCase()}${rest}`;
  } catch {
    return undefined;
  }
}

function encodedStep(step: string): string {
  return encodeURIComponent(step).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
