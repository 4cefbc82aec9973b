import type { Kysely, Transaction } from "kysely";
import type { Workspace } from "../sources/model.ts";
import { compiledOnce } from "./compiled-query.ts";
import type { WorkspaceGroup } from "./maintenance.ts";
import type { Database } from "./tables.ts";

/**
 * Notes a folder as the reading of `revision` knows it, and gives its id. Of two readings that name
 * a repository the newer one counts; one that names none, as of a folder that is gone, takes none away.
 */
export async function putWorkspace(
  trx: Transaction<Database>,
  owner: string,
  { uri, name, repository }: Workspace,
  revision: string,
): Promise<number> {
  const [row] = await putFolder(trx, { owner, uri, name });
  if (row === undefined) throw new Error(`${uri}: the database gave it no id`);
  const { id } = row;
  if (repository !== undefined) {
    await trx
      .updateTable("core.workspaces")
      .set({ repository, repository_revision: revision })
      .where("id", "=", id)
      .where((eb) =>
        eb.or([eb("repository_revision", "is", null), eb("repository_revision", "<=", revision)]),
      )
      .execute();
  }
  return id;
}

const putFolder = compiledOnce(
  (db, { owner, uri, name }: { owner: string; uri: string; name: string }) =>
    db
      .insertInto("core.workspaces")
      .values({ owner, uri, name })
      .onConflict((conflict) => conflict.columns(["owner", "uri"]).doUpdateSet({ name }))
      .returning("id"),
);

export async function workspaceUri(
  db: Kysely<Database>,
  id: number | null,
): Promise<string | undefined> {
  if (id === null) return undefined;
  const [row] = await uris(db, { id });
  return row?.uri;
}

const uris = compiledOnce((db, { id }: { id: number }) =>
  db.selectFrom("core.workspaces").select("uri").where("id", "=", id),
);

/** By name, then by repository or folder. */
export async function workspaceGroups(
  db: Kysely<Database>,
  owner: string,
): Promise<WorkspaceGroup[]> {
  const rows = await db
    .selectFrom("core.conversations as c")
    .innerJoin("core.workspaces as w", "w.id", "c.workspace_id")
    .select((eb) => ["w.uri", "w.name", "w.repository", eb.fn.countAll<number>().as("sessions")])
    .where("c.owner", "=", owner)
    .groupBy(["w.id", "w.uri", "w.name", "w.repository"])
    .execute();
  return [...Map.groupBy(rows, ({ repository, uri }) => repository ?? uri)]
    .map(([key, folders]) => ({ key, group: groupOf(folders) }))
    .toSorted(
      (one, other) =>
        one.group.name.localeCompare(other.group.name) || one.key.localeCompare(other.key),
    )
    .map(({ group }) => group);
}

interface WorkspaceRow {
  uri: string;
  name: string;
  repository: string | null;
  sessions: number;
}

function groupOf(folders: WorkspaceRow[]): WorkspaceGroup {
  const { name = "", repository = null } = folders[0] ?? {};
  return {
    name: repository?.split("/").at(-1) ?? name,
    ...(repository !== null && { repository }),
    folders: folders.map(({ uri }) => uri).toSorted(),
    sessions: folders.reduce((sum, { sessions }) => sum + sessions, 0),
  };
}
