import { basename, parse } from "node:path";
import { readEventSession } from "../events/session-file.ts";
import type { Message, Reading, Session, SourceFile } from "../model.ts";
import { problemList, type Report } from "../problems.ts";
import { type RepositoryFinder, workspaceOf } from "../workspace.ts";
import { type MissingTurn, missingTurns } from "./missing-turns.ts";
import { readSession, workspaceAt } from "./reading.ts";
import type { SessionIndex } from "./session-index.ts";

/** What a transcript is read with. */
export interface TranscriptContext {
  index: SessionIndex;
  repositoryOf: RepositoryFinder;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * The Copilot extension keeps a second record of some sessions: of the newest ones, and on some
 * machines it is the only one. It says less than VS Code's own and names its turns otherwise, so it
 * gives the turns that no session file has, among those of the session file; and a session without
 * messages where it has nothing to add.
 */
export async function readTranscript(
  file: SourceFile,
  { index, repositoryOf, now }: TranscriptContext,
): Promise<Reading[]> {
  const { report, sentences } = problemList();
  const fallback = { fallbackId: parse(file.path).name, fallbackTime: file.modifiedAtMs };
  const transcript = await readEventSession(file.path, "vscode", fallback);
  const own = transcript.session;
  const copies = await readCopies(index.filesOf(own.id), repositoryOf, report);

  const missing = missingTurns(
    own.messages,
    copies.flatMap(({ messages }) => messages),
  );
  const isSettled = index.isEmpty() || now() - file.modifiedAtMs >= settlingMs;
  const added = isSettled ? missing : missing.filter(({ isAtEnd }) => !isAtEnd);

  const workspace = await workspaceAt(file.path, repositoryOf, report);
  const ownWorkspace =
    own.workspace && workspaceOf(own.workspace.uri, await repositoryOf(own.workspace.uri));
  const session = united({ ...own, workspace: workspace ?? ownWorkspace }, copies, added);
  return [
    {
      session,
      problems: [...transcript.problems, ...sentences()],
      torn: transcript.torn || added.length < missing.length,
    },
  ];
}

/**
 * How long a transcript must have been quiet before its last turns count as missing elsewhere. VS
 * Code writes its session files once a minute, the extension writes as it goes.
 */
const settlingMs = 120_000;

async function readCopies(
  files: SourceFile[],
  repositoryOf: RepositoryFinder,
  report: Report,
): Promise<Session[]> {
  const copies: Session[] = [];
  for (const file of files) {
    try {
      copies.push((await readSession(file, repositoryOf)).session);
    } catch {
      // Its own reading says why.
      report(`${basename(file.path)}: cannot be read; the transcript was read without it`);
    }
  }
  return copies;
}

/** The transcript's session with its additions in their places in the fullest copy. */
function united(own: Session, copies: Session[], added: MissingTurn[]): Session {
  if (added.length === 0) return { ...own, messages: [] };
  const [fullest] = copies.toSorted((one, other) => other.messages.length - one.messages.length);
  if (fullest === undefined) return { ...own, messages: added.flatMap(({ messages }) => messages) };
  return {
    ...fullest,
    createdAt: Math.min(fullest.createdAt, own.createdAt),
    updatedAt: Math.max(fullest.updatedAt, own.updatedAt),
    messages: interleaved(fullest.messages, added),
  };
}

/** Answers come behind their question, all else before the first question that was asked later. */
function interleaved(messages: Message[], added: MissingTurn[]): Message[] {
  const keys = new Set(messages.map(({ key }) => key));
  const isReply = ({ question }: MissingTurn) => question !== undefined && keys.has(question);
  const replies = new Map(added.filter(isReply).map((turn) => [turn.question, turn.messages]));
  const turns = added.filter((turn) => !isReply(turn));
  let next = 0;
  const turnsBefore = (time: number): Message[] => {
    const start = next;
    while (startOf(turns[next]) < time) next += 1;
    return turns.slice(start, next).flatMap((turn) => turn.messages);
  };
  const united = messages.flatMap((message) => [
    ...(message.role === "user" ? turnsBefore(message.createdAt ?? 0) : []),
    message,
    ...(replies.get(message.key) ?? []),
  ]);
  return [...united, ...turns.slice(next).flatMap((turn) => turn.messages)];
}

function startOf(turn: MissingTurn | undefined): number {
  return turn?.messages[0]?.createdAt ?? Number.POSITIVE_INFINITY;
}
