import { type AzureType, azureTypeOf } from "../azure-types.ts";
import type { RecordedResource } from "../graph.ts";

/** What stands for values that are known only once resources are there. */
export interface Expressions {
  /** A text with every recorded id in it as an expression, for example `[resourceId('…', 'app')]`. */
  textOf(text: string): string;
  /** The expression, without brackets, of what a resource's id will be. */
  idOf(resource: RecordedResource): string;
  /** Its name behind those of what it is within. */
  nameOf(resource: RecordedResource, type: AzureType): string;
}

/** The recorder answers `<logical name>-id` for the id of a resource. */
export function expressionsFor(resources: RecordedResource[]): Expressions {
  const byId = new Map(resources.map((resource) => [`${resource.name}-id`, resource]));
  const ids = [...byId.keys()].toSorted((a, b) => b.length - a.length).map(escapeRegExp);
  const anyId = RegExp(`(?<![\\w-])(?:${ids.join("|")})(?![\\w-])`, "g");

  const textOf = (text: string): string => {
    const parts = partsOf(text);
    if (parts.some(({ isId }) => isId)) return `[${joined(parts)}]`;
    return text.startsWith("[") && text.endsWith("]") ? `[${text}` : text;
  };
  const partsOf = (text: string) => {
    const parts: Part[] = [];
    let end = 0;
    for (const match of text.matchAll(anyId)) {
      parts.push({ isId: false, text: text.slice(end, match.index) });
      parts.push({ isId: true, text: match[0] });
      end = match.index + match[0].length;
    }
    return [...parts, { isId: false, text: text.slice(end) }].filter((part) => part.text !== "");
  };
  const joined = (parts: Part[]): string => {
    const texts = parts.map(({ isId, text }) => {
      const resource = byId.get(text);
      return isId && resource ? idOf(resource) : literal(text);
    });
    return texts.length === 1 ? texts.join("") : `concat(${texts.join(", ")})`;
  };
  const idOf = (resource: RecordedResource): string => {
    const type = azureTypeOf(resource.type);
    if (!type) return literal(`${resource.name}-id`);
    if (type.type === "Microsoft.Resources/resourceGroups") return groupId;
    const names = type.hasGeneratedName
      ? [generatedName(resource)]
      : nameParts(type, resource.inputs).map(literal);
    const own = [literal(type.type), ...names].join(", ");
    const scope =
      type.scope === undefined ? groupId : joined(partsOf(String(resource.inputs[type.scope])));
    return scope === groupId ? `resourceId(${own})` : `extensionResourceId(${scope}, ${own})`;
  };
  const nameOf = (resource: RecordedResource, type: AzureType): string =>
    type.hasGeneratedName
      ? `[${generatedName(resource)}]`
      : textOf(nameParts(type, resource.inputs).join("/"));
  return { textOf, idOf, nameOf };
}

const groupId = "resourceGroup().id";

/** The same at every deployment to a group, and another for every resource. */
function generatedName({ name }: RecordedResource): string {
  return `guid(${groupId}, ${literal(name)})`;
}

interface Part {
  isId: boolean;
  text: string;
}

/** The names of a resource and of what it is within, the outermost first. */
function nameParts({ name }: AzureType, inputs: Record<string, unknown>): string[] {
  return name.map((part) => (part.startsWith('"') ? part.slice(1, -1) : String(inputs[part])));
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
