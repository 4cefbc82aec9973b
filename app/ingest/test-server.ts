import { readSettings } from "../settings.ts";
import { openDatabase } from "../store/open.ts";
import { jsonLog } from "../telemetry/log.ts";
import { ingestServer } from "./test-ingest-server.ts";

// A process of its own that takes chats in, and says so: `node test-server.ts <port>` stores them where
// its environment says. Its lines are `listening`, and for each session `saved 1` and `accepted 1`.
const [port = ""] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const counts = { saved: 0, accepted: 0 };

const database = await openDatabase(readSettings(), jsonLog("silent"));
const { server } = ingestServer({
  forOwner(owner) {
    const { store, ingests, ...others } = database.forOwner(owner);
    return {
      ...others,
      store: {
        ...store,
        async saveSessions(...values) {
          const result = await store.saveSessions(...values);
          counts.saved += 1;
          say(`saved ${counts.saved}`);
          return result;
        },
      },
      ingests: {
        ...ingests,
        async accept(...values) {
          const result = await ingests.accept(...values);
          counts.accepted += 1;
          say(`accepted ${counts.accepted}`);
          return result;
        },
      },
    };
  },
});
await server.listen({ host: "127.0.0.1", port: Number(port) });
say("listening");
