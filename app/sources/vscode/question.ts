import { list, readFields, text } from "../fields.ts";
import { intentFrom } from "../intent.ts";
import { isRecord } from "../json.ts";
import type { Intent, Message, Part } from "../model.ts";
import type { Place, Request } from "./request.ts";

/** What was asked in a request; undefined where neither words nor attachments are left. */
export function questionOf(request: Request, place: Place): Message | undefined {
  const prompt = promptOf(request, place);
  const parts = [...prompt, ...attachmentsOf(request, place)];
  if (parts.length === 0) return undefined;
  const intent = intentOf(request);
  return {
    key: `${place.key}/user`,
    role: "user",
    text: prompt[0]?.text ?? "",
    parts,
    createdAt: request.timestamp,
    model: undefined,
    toolCalls: [],
    usage: undefined,
    ...(intent !== undefined && { intent }),
  };
}

/** A mode of the person's own is told by its name; VS Code's own ones by their identifier. */
function intentOf({ slashCommand, agent, modeInfo }: Request): Intent | undefined {
  const ownMode = isRecord(modeInfo?.modeInstructions) ? modeInfo.modeInstructions.name : undefined;
  return intentFrom({
    command: slashCommand?.name,
    agent: agent?.id ?? agent?.name,
    mode: ownMode ?? modeInfo?.modeId ?? modeInfo?.kind,
  });
}

/** The message is text, or an object whose parts mark what of the text is more than words. */
function promptOf({ message, isSystemInitiated }: Request, { at, report }: Place): Part[] {
  if (message === undefined || message === "") return [];
  // For example the news that a command ended: VS Code asks in the person's place.
  const kind = isSystemInitiated ? "systemInitiated" : "markdown";
  if (typeof message === "string") return [{ kind, text: message, raw: undefined }];
  const fields = readFields(message, { text, parts: list }, `${at}.message`, report);
  const parts = (fields.parts ?? []).filter(isRecord);
  const words = fields.text ?? parts.map((part) => part.text ?? "").join("");
  const isPlain = parts.every((part) => part.kind === "text");
  if (words === "" && isPlain) return [];
  return [{ kind, text: words, raw: isPlain ? undefined : message }];
}

function attachmentsOf({ variableData }: Request, { at, report }: Place): Part[] {
  if (variableData === undefined) return [];
  const fields = readFields(variableData, { variables: list }, `${at}.variableData`, report);
  return (fields.variables ?? []).map((raw) => ({
    kind: "attachment",
    text: isRecord(raw) && typeof raw.name === "string" ? raw.name : undefined,
    raw,
  }));
}
