import { z } from "zod";
import type { Progress } from "../archive/member.ts";
import { NoRepository } from "./problem.ts";
import { type ResticAccess, restic } from "./program.ts";

/** A repository of restic, as far as backups of ours are concerned. */
export interface ResticRepository {
  /** Throws where restic is not there, or too old. */
  refuseOldProgram(): Promise<void>;
  /** Makes one where there is none. */
  make(): Promise<void>;
  /** Takes a snapshot of a folder. Throws `NoRepository` where there is none. */
  save(folder: SavedFolder): Promise<SavedSnapshot>;
  /** A tar of all that is in a snapshot, in the order of names. */
  tar(snapshot: string): AsyncIterable<Buffer>;
  /** Text of a file in a snapshot. */
  fileText(snapshot: string, path: string): Promise<string>;
  /**
   * Forgets the snapshots of these backups, one at least, and removes what they alone had. Nothing happens
   * where there is none, or no repository.
   */
  letGo(ids: string[]): Promise<void>;
  /** Id of the key that the password opens it with. Throws `WrongKey` where it opens it not. */
  keyId(): Promise<string>;
  /** Lets another password open it as well. */
  addKey(password: string): Promise<void>;
  removeKey(id: string): Promise<void>;
}

interface SavedFolder {
  /** Folder that it is in, which the snapshot does not have. */
  parent: string;
  name: string;
  /** Of the backup. */
  id: string;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

interface SavedSnapshot {
  snapshot: string;
  /** What the repository grew by. */
  addedBytes: number;
}

/** Groups of snapshots are of no concern here: which ones go, this program decides. */
const anyGroup = "--group-by=";

/** All of ours, whatever machine they are of. */
const host = "copilot-chats";

export function resticRepository(access: ResticAccess): ResticRepository {
  const { run, output, refuseOld } = restic(access);
  return {
    refuseOldProgram: refuseOld,
    async make() {
      await run(["init"]);
    },
    async save({ parent, name, id, signal, onProgress }) {
      const options = [`--host=${host}`, `--tag=${tagOf(id)}`, anyGroup, "--force", "--no-scan"];
      const lines = output(["backup", ...options, "--", name], { folder: parent, signal });
      return savedSnapshot(lines, onProgress);
    },
    tar: (snapshot) => output(["dump", "--archive=tar", snapshot, "/"]),
    fileText: (snapshot, path) => run(["dump", snapshot, path]),
    async letGo(ids) {
      const filters = ids.map((id) => `--tag=${tagOf(id)}`);
      const options = [anyGroup, "--unsafe-allow-remove-all", "--prune"];
      await run(["forget", ...filters, ...options]).catch((error) => {
        if (!(error instanceof NoRepository)) throw error;
      });
    },
    async keyId() {
      const keys = keysAnswer.parse(JSON.parse(await run(["key", "list"])));
      const own = keys.find(({ current }) => current);
      if (own === undefined) throw new Error("restic: lists no key that it has opened itself with");
      return own.id;
    },
    async addKey(password) {
      await run(["key", "add"], { input: `${password}\n` });
    },
    async removeKey(id) {
      await run(["key", "remove", id]);
    },
  };
}

/** A person's own snapshots are not touched, nor those of other backups. */
function tagOf(id: string): string {
  return `${host},${id}`;
}

const keysAnswer = z.array(z.object({ current: z.boolean(), id: z.string() }));

/** https://restic.readthedocs.io/en/stable/075_scripting.html#backup */
const messageSchema = z.discriminatedUnion("message_type", [
  z.object({
    message_type: z.literal("status"),
    files_done: z.int().default(0),
    bytes_done: z.int().default(0),
  }),
  z.object({
    message_type: z.literal("summary"),
    snapshot_id: z.string(),
    data_added_packed: z.int(),
  }),
]);

async function savedSnapshot(
  output: AsyncIterable<Buffer>,
  onProgress: SavedFolder["onProgress"],
): Promise<SavedSnapshot> {
  let saved: SavedSnapshot | undefined;
  for await (const line of linesOf(output)) {
    const { data: message } = messageSchema.safeParse(JSON.parse(line));
    if (message?.message_type === "status") {
      onProgress?.({ members: message.files_done, bytes: message.bytes_done });
    }
    if (message?.message_type === "summary") {
      saved = { snapshot: message.snapshot_id, addedBytes: message.data_added_packed };
    }
  }
  if (saved !== undefined) return saved;
  throw new Error("restic: ended without the id of a snapshot; run the backup again");
}

async function* linesOf(output: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = "";
  for await (const data of output) {
    const lines = `${rest}${data}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
}
