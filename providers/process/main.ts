import { main } from "@pulumi/pulumi/provider/index.js";
import { processProvider } from "./provider.ts";

// The engine holds the other end of this pipe: once it is gone, also by force, nobody needs us, and
// a start that is under way is undone by its supervisor.
process.stdin.once("end", () => process.exit()).resume();

await main(processProvider(), process.argv.slice(2));
