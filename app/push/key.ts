import { readFile, stat } from "node:fs/promises";

/** A key and what a person should know of where it came from. */
export interface PushKey {
  /** Undefined for a server that asks for none. A function, so that no dump shows it. */
  key: (() => string) | undefined;
  warnings: string[];
}

/** The key in `file`, else `fallback`. Throws where there is no key in the file; never repeats it. */
export async function pushKey(
  file: string | undefined,
  fallback: (() => string) | undefined,
): Promise<PushKey> {
  if (file === undefined) {
    const key = fallback && checked(fallback(), "CHATS_PUSH_KEY");
    return { key: key === undefined ? undefined : () => key, warnings: [] };
  }
  const { text, mode } = await read(file);
  const key = checked(text.trim(), `--key-file ${file}`);
  const warning = `--key-file ${file}: others on this machine may read it; use chmod 600`;
  return { key: () => key, warnings: (mode & othersMayRead) === 0 ? [] : [warning] };
}

async function read(file: string): Promise<{ text: string; mode: number }> {
  try {
    return { text: await readFile(file, "utf8"), mode: (await stat(file)).mode };
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : String(error);
    throw new Error(`--key-file ${file}: cannot be read (${reason}); use a file of this user`);
  }
}

const othersMayRead = 0o044;

/** What a header can hold. */
function checked(key: string, from: string): string {
  if (/^[\x21-\x7e]{1,512}$/.test(key)) return key;
  throw new Error(`${from}: holds no key; use one that the server has given, alone on its line`);
}
