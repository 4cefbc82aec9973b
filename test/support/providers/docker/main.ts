import { main } from "@pulumi/pulumi/provider/index.js";
import { openEngine } from "./engine.ts";
import { dockerStandIn } from "./provider.ts";

// The engine of Pulumi holds the other end of this pipe.
process.stdin.once("end", () => process.exit()).resume();

await main(dockerStandIn(openEngine(process.env.DOCKER_HOST)), process.argv.slice(2));
