/** One entry of an archive: a file, or a symbolic link where `link` says its target. */
export interface TarEntry {
  path: string;
  mode: number;
  content: Buffer;
  link?: string;
  /** Default 0. */
  uid?: number;
  /** Default 0. */
  gid?: number;
}

const BLOCK_BYTES = 512;

/**
 * A POSIX archive (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, "ustar").
 * The times in it are 0. Throws for a path that the format cannot hold.
 */
export function tarArchive(entries: TarEntry[]): Buffer {
  const end = Buffer.alloc(2 * BLOCK_BYTES);
  return Buffer.concat([
    ...entries.flatMap((entry) => [header(entry), padded(entry.content)]),
    end,
  ]);
}

function header({ path, mode, content, link = "", uid = 0, gid = 0 }: TarEntry): Buffer {
  const { prefix, name } = splitPath(path.replace(/^\/+/, ""));
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  block.write(name, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(uid, 7), 108);
  block.write(octal(gid, 7), 116);
  block.write(octal(content.length, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(" ".repeat(8), 148);
  block.write(link ? "2" : "0", 156);
  block.write(link, 157);
  block.write("ustar\0" + "00", 257);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

/** The name has 100 bytes, and 155 more for the folders before it. */
function splitPath(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: "", name: path };
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, name };
  }
  throw new Error(`${path}: is too long for a tar archive`);
}

function padded(content: Buffer): Buffer {
  const rest = content.length % BLOCK_BYTES;
  return rest === 0 ? content : Buffer.concat([content, Buffer.alloc(BLOCK_BYTES - rest)]);
}
