import { readSettings } from "../settings.ts";
import { jsonLog } from "../telemetry/log.ts";
import { openStore } from "./open.ts";
// Loaded before the first line, so that the time after it is that of the opening alone.
import "./postgres.ts";
import "./sqlite.ts";
import { importInto } from "./test-import.ts";

// A process of its own that imports, and says so as it goes: `node test-importer.ts <chats>` opens the
// database that its environment names. Its lines are `opening` and the steps of an import.
const [chats = "0"] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

say("opening");
const opened = await openStore(readSettings(), jsonLog("silent"));
say("opened");
await importInto(opened, Number(chats), say);
await opened.store.close();
