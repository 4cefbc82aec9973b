import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type QueryId,
  SchemableIdentifierNode,
} from "kysely";
import { sqliteTable } from "./tables.ts";

/** Turns `schema.table` of a query into the table's name in a SQLite file. */
export function sqliteNames(): KyselyPlugin {
  const transformer = new NameTransformer();
  return {
    transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
    transformResult: async ({ result }) => result,
  };
}

class NameTransformer extends OperationNodeTransformer {
  protected override transformSchemableIdentifier(
    node: SchemableIdentifierNode,
    queryId?: QueryId,
  ): SchemableIdentifierNode {
    if (node.schema === undefined) return super.transformSchemableIdentifier(node, queryId);
    return SchemableIdentifierNode.create(sqliteTable(node.schema.name, node.identifier.name));
  }
}
