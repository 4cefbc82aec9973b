import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";

export interface RotatingLog {
  write(text: Uint8Array | string): void;
}

export interface RotatingLogOptions {
  /** Absolute path; rotated files are `<file>.1`, the newest, to `<file>.<keepFiles>`. */
  file: string;
  /** No file grows larger. */
  maxBytes: number;
  keepFiles: number;
}

const newline = 0x0a;

/**
 * Opens a log to append to, readable by its owner alone. Lines are kept whole where one fits. A write
 * that fails is dropped: a full disk must not stop the service whose output it is.
 *
 * Throws when the path is a link or another user's file.
 */
export function openRotatingLog({ file, maxBytes, keepFiles }: RotatingLogOptions): RotatingLog {
  let current = openAppending(file);
  let atLineStart = true;

  function write(text: Uint8Array | string): void {
    let rest = Buffer.from(text);
    while (rest.length > 0) {
      const size = fstatSync(current).size;
      const fitting = fittingBytes(rest, maxBytes - size, atLineStart && size > 0);
      if (fitting === 0) {
        rotate();
        continue;
      }
      writeSync(current, rest, 0, fitting);
      atLineStart = rest[fitting - 1] === newline;
      rest = rest.subarray(fitting);
    }
  }

  function rotate(): void {
    for (let index = keepFiles; index > 0; index -= 1) {
      renameIfThere(index === 1 ? file : `${file}.${index - 1}`, `${file}.${index}`);
    }
    rmSync(file, { force: true });
    const next = openAppending(file);
    closeSync(current);
    current = next;
  }

  return {
    write(text) {
      try {
        write(text);
      } catch {
        atLineStart = false;
      }
    },
  };
}

/** How many bytes go into the current file before the next one begins; 0 when it begins at once. */
function fittingBytes(bytes: Buffer, room: number, mayRotate: boolean): number {
  if (bytes.length <= room) {
    return bytes.length;
  }
  const wholeLines = room > 0 ? bytes.lastIndexOf(newline, room - 1) + 1 : 0;
  // A line longer than a whole file is cut, and so is one that already began in this file.
  return wholeLines > 0 || mayRotate ? wholeLines : Math.max(room, 0);
}

function openAppending(file: string): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  const descriptor = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  const { mode, uid } = fstatSync(descriptor);
  if ((mode & constants.S_IFMT) !== constants.S_IFREG || uid !== process.getuid?.()) {
    closeSync(descriptor);
    throw new Error(`${file}: must be a plain file of the user who runs the service`);
  }
  fchmodSync(descriptor, 0o600);
  return descriptor;
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
  }
}
