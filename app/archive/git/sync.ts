import { relative, resolve, sep } from "node:path";
import { type ExportReport, type ExportRequest, exportSessions } from "../export.ts";
import { idPartOf } from "../file-name.ts";
import { withFolderLock } from "../folder-lock.ts";
import { formats } from "../format.ts";
import { manifestName } from "../manifest.ts";
import { type Commit, commitArchive } from "./commit.ts";
import { gitIn } from "./git.ts";
import { pushArchive } from "./push.ts";
import { checkReady, ensureRepository, folderWithin } from "./repository.ts";

export interface SyncRequest extends Omit<ExportRequest, "folder"> {
  /** Top folder of the repository; one is made where the folder is missing or empty. */
  repository: string;
  /** Folder of the archive within the repository; `.` is the repository itself. */
  folder: string;
  /** First line of the commit's message; counts by default. */
  subject?: string;
  push: boolean;
  /** What git finds its settings, credentials and helpers by. */
  environment: Readonly<Record<string, string | undefined>>;
}

export interface Sync {
  isNewRepository: boolean;
  report: ExportReport;
  /** Undefined when nothing had changed. */
  commit: Commit | undefined;
  /** `<remote>/<branch>`; undefined when not asked for. */
  pushedTo: string | undefined;
  /** Why the push failed; the commit is there all the same. */
  pushProblem: string | undefined;
}

/**
 * Exports into a git repository and commits what changed, if anything: the files of the archive and
 * nothing else. Throws, without a commit, when the repository is not in a state for it.
 */
export async function syncGit(request: SyncRequest): Promise<Sync> {
  const { environment, subject, push, prune = false, format } = request;
  const repository = resolve(request.repository);
  const isNewRepository = await ensureRepository(repository, environment);
  const folder = await folderWithin(repository, request.folder);
  const git = gitIn(repository, environment);
  const { extension } = formats[format];
  const prefix = [...relative(repository, folder).split(sep), ""].join("/").replace(/^\//, "");
  const isOwn = (path: string) => {
    if (!path.startsWith(prefix)) return false;
    const name = path.slice(prefix.length);
    return name === manifestName || idPartOf(name, extension) !== undefined;
  };

  return withFolderLock(folder, async () => {
    await checkReady(git, repository, isOwn);
    const { report, heads, written } = await exportSessions({ ...request, folder });
    const commit = await commitArchive({ git, prefix, extension, written, heads, prune, subject });
    const sync = { isNewRepository, report, commit, pushedTo: undefined, pushProblem: undefined };
    if (!push) return sync;
    try {
      return { ...sync, pushedTo: await pushArchive(git, repository, prefix) };
    } catch (error) {
      return { ...sync, pushProblem: error instanceof Error ? error.message : String(error) };
    }
  });
}
