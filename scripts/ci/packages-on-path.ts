import { join } from "node:path";
import { projectDirectory } from "./project-directory.ts";
import { addToPath, runStep } from "./step.ts";

/** Makes `node` the one that the project is pinned to, for the later steps of the job. */
await runStep(() => addToPath(join(projectDirectory, "node_modules", ".bin")));
