import { readSettings } from "../settings.ts";
import { jsonLog } from "../telemetry/log.ts";
import { openStore } from "./open.ts";
import { chat, prompt, readState, sourceFile } from "./test-chats.ts";

// A process of its own that writes: `node test-writer.ts <name> <chats>` adds a message `<name>` to
// each of the chats 0 to `chats` - 1, in the database that its environment names.
const [name = "", chats = "0"] = process.argv.slice(2);

// No file mode keeps a super-user out, so this process gives the right up: 65534 is `nobody`.
if (process.getuid?.() === 0) process.setuid?.(65_534);

try {
  const { store } = await openStore(readSettings(), jsonLog("silent"));
  for (let index = 0; index < Number(chats); index++) {
    const file = sourceFile({ path: `/${name}/${index}.json` });
    const session = chat({ id: `chat-${index}`, messages: [prompt(name, `from ${name}`)] });
    await store.saveSession(session, file, readState(file));
  }
  await store.close();
} catch (error) {
  process.stderr.write(String(error));
  process.exitCode = 1;
}
