import { pushVerb } from "../commands/push.ts";
import { readSettings } from "../settings.ts";

// A process of its own that pushes, and says how far it is: `node test-pusher.ts <address> <batch bytes>`
// sends what is stored where its environment says. Its lines are `Asking 40`, `Sending 2` and so on.
const [to = "", batchBytes = ""] = process.argv.slice(2);
const terminal = {
  out: () => {},
  err: () => {},
  status: (line: string) => {
    const [, stage, done] = /^(\w+) .*?(\d+) of /.exec(line.replace(" ", "  ")) ?? [];
    if (done !== undefined) process.stdout.write(`${stage} ${done}\n`);
  },
  style: { bold: String, dim: String, yellow: String, green: String },
};
const options = { to, batchBytes: Number(batchBytes) };
process.exitCode = await pushVerb(options, readSettings(), terminal);
