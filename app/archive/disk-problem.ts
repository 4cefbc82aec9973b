/** What the system refused at `path`, in a person's words; `error` itself where there are none. */
export function diskProblem(error: unknown, path: string): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const reason = reasons[String(error.code)];
  return reason === undefined ? error : new Error(`${path}: ${reason}`, { cause: error });
}

const mayNot = "this user may not write here; choose another folder, or change its rights";
const fileInTheWay = "a file is where a folder is needed; choose another folder";

const reasons: Record<string, string> = {
  ENOSPC: "the disk is full; make room and run this again, what is written so far is whole",
  EDQUOT: "the disk quota of this user is used up; make room and run this again",
  EFBIG: "the file is larger than this system allows",
  EROFS: "the disk is read-only; choose another folder",
  EACCES: mayNot,
  EPERM: mayNot,
  ENOTDIR: fileInTheWay,
  EEXIST: fileInTheWay,
  EISDIR: "a folder is where a file is needed; move it away",
};
