import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseEmbedder, type EmbedderSettings } from "../app/embedders/choose.ts";
import { hybridSearch } from "../app/search/hybrid.ts";
import { searchModes } from "../app/search/search.ts";
import { readSettings } from "../app/settings.ts";
import { openSqliteStore } from "../app/store/sqlite.ts";
import { jsonLog } from "../app/telemetry/log.ts";
import { fillCorpus } from "../test/support/search-quality/corpus.ts";
import { qualityOf } from "../test/support/search-quality/quality.ts";
import { queries, queryKinds } from "../test/support/search-quality/queries.ts";

/**
 * How well each mode of the search answers the labelled queries, over the samples, a chat for each topic
 * and thousands of others: nDCG@10 and recall@10, all together and by kind of query. Of hashed n-grams,
 * and of the embedder that the environment names as it does for the application
 * (`CHATS_EMBEDDER_MODEL_DIRECTORY` or `CHATS_EMBEDDER_URL`). Ends with code 1 where hybrid is not better
 * than both text and vectors alone.
 *
 * Run: node bench/search-quality.ts [other chats, 2000 by default]
 */
const others = Number(process.argv[2] ?? 2_000);
const chosen = readSettings(process.env).embedder;
const embedders: EmbedderSettings[] = [{ kind: "hashed-ngrams" }];
if (chosen.kind !== "hashed-ngrams") embedders.push(chosen);

console.log(`${queries.length} queries; nDCG@10 / recall@10`);
for (const settings of embedders) await measure(settings);

async function measure(settings: EmbedderSettings): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "bench-quality-"));
  const opened = await openSqliteStore({ directory });
  try {
    const embedder = await chooseEmbedder(settings).open();
    await fillCorpus(opened, embedder, others);
    const search = hybridSearch({ ...opened, embedder, log: jsonLog("warn") });
    const figures: Record<string, number> = {};
    console.log(`\n${embedder.generation}`);
    console.log(row("", "all", ...queryKinds));
    for (const mode of searchModes) {
      const { byKind, ...all } = await qualityOf(search, mode);
      const cells = [all, ...queryKinds.map((kind) => byKind[kind])].map(
        ({ ndcg, recall }) => `${ndcg.toFixed(3)}/${recall.toFixed(2)}`,
      );
      console.log(row(mode, ...cells));
      figures[mode] = all.ndcg;
    }
    const { hybrid = 0, text = 0, semantic = 0 } = figures;
    if (hybrid <= Math.max(text, semantic)) process.exitCode = 1;
  } finally {
    await opened.store.close();
    rmSync(directory, { recursive: true });
  }
}

function row(name: string, ...cells: string[]): string {
  return name.padEnd(9) + cells.map((cell) => cell.padStart(12)).join("");
}
