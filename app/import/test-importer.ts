import { testSanitizer } from "../sanitize/testing.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import { answer, chat, prompt } from "../store/test-chats.ts";
import { hashedNgrams } from "../vectors/hashed-ngrams.ts";
import { listChats } from "./discovery.ts";
import { importChats } from "./import.ts";
import { testSource } from "./test-source.ts";

// A process of its own that imports `chats` chats into `directory`:
// `node test-importer.ts <directory> <chats>`. It prints the report.
const [directory = "", chats = "0"] = process.argv.slice(2);
const source = testSource();
for (let index = 0; index < Number(chats); index++) {
  const messages = [prompt("r1", `question ${index}`), answer("r1", `answer ${index}`)];
  source.write(`/chats/${index}.json`, { session: chat({ id: `chat-${index}`, messages }) });
}
const { store, vectors } = await openSqliteStore({ directory });
const listings = await listChats([source]);
const report = await importChats({
  listings,
  store,
  vectors,
  embedder: hashedNgrams,
  sanitizer: testSanitizer,
});
await store.close();
process.stdout.write(JSON.stringify(report));
