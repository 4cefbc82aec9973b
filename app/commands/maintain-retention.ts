import type { Maintenance, WorkspaceGroup } from "../store/maintenance.ts";
import type { SessionSummary } from "../store/store.ts";

/** What retention would remove. */
export interface Expired {
  /** Nobody went on with the sessions since then; milliseconds since 1970. */
  before: number;
  /** The only workspace that was looked at; null for all. */
  workspace: WorkspaceGroup | null;
  /** The oldest first. */
  sessions: SessionSummary[];
}

/** Throws for a workspace that is none, or more than one. */
export async function findExpired(
  maintenance: Maintenance,
  { retentionDays = 0, workspace }: { retentionDays?: number; workspace?: string },
  now: number,
): Promise<Expired> {
  const before = now - retentionDays * dayMs;
  const only =
    workspace === undefined ? null : workspaceNamed(workspace, await maintenance.workspaces());
  return {
    before,
    workspace: only,
    sessions: await maintenance.sessionsBefore(before, only?.folders),
  };
}

const dayMs = 24 * 60 * 60 * 1_000;

/** By its name or that of a folder of it, by repository or by the URI of a folder. */
export function workspaceNamed(wanted: string, groups: WorkspaceGroup[]): WorkspaceGroup {
  const named = groups.filter(
    ({ name, repository, folders }) =>
      name === wanted ||
      repository === wanted ||
      folders.some((uri) => uri === wanted || uri.endsWith(`/${wanted}`)),
  );
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  const choice = (only === undefined ? groups : named).map(
    ({ repository, folders }) => repository ?? folders[0],
  );
  throw new Error(
    `--workspace ${wanted}: ` +
      `${only === undefined ? "no chat is of it" : `there are ${named.length} of this name`}; ` +
      (choice.length === 0 ? "no workspace is known" : `use one of ${choice.join(", ")}`),
  );
}
