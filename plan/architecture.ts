import type { RecordedResource, ResourceGraph } from "./graph.ts";
import { code, table } from "./markdown/table.ts";
import { stackMermaid } from "./mermaid.ts";
import { madeResources, shortType } from "./tree.ts";

const generatedNote = "<!-- Generated from the plans of the stacks by `npm run generate`. -->";

/** The pages of docs/architecture by file name, from the graphs of all stacks. */
export function architecturePages(graphs: ResourceGraph[]): Record<string, string> {
  return {
    ...Object.fromEntries(graphs.map((graph) => [`${graph.stack}.md`, stackPage(graph)])),
    "resources.md": resourcesPage(graphs),
  };
}

function stackPage(graph: ResourceGraph): string {
  return `${generatedNote}
# Stack ${graph.stack}

An arrow leads from what needs something to what it needs. What follows from other arrows is left out.

\`\`\`mermaid
${stackMermaid(graph)}\`\`\`
`;
}

function resourcesPage(graphs: ResourceGraph[]): string {
  const stacksByRow = new Map<string, { cells: string[]; stacks: string[] }>();
  for (const graph of graphs) {
    for (const resource of madeResources(graph)) {
      const cells = cellsOf(resource);
      const key = cells.join(" ");
      const { stacks } = stacksByRow.get(key) ?? { stacks: [] };
      stacksByRow.set(key, { cells, stacks: [...stacks, graph.stack] });
    }
  }
  const rows = [...stacksByRow]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { cells, stacks }]) => [
      ...cells,
      ...graphs.map(({ stack }) => (stacks.includes(stack) ? "yes" : "")),
    ]);
  const heads = ["Component", "Resource", "Type", ...graphs.map(({ stack }) => stack)];
  return `${generatedNote}
# Every resource and the stacks that have it

${table(heads, rows)}
`;
}

function cellsOf({ parent, name, type }: RecordedResource): string[] {
  return [parent?.split("::").at(-1) ?? "", code(name), code(shortType(type))];
}
