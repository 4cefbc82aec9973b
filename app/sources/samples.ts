import { fileURLToPath } from "node:url";

/** Absolute path of the sample chats, laid out like a `User` folder of VS Code. */
export const samplesFolder: string = fileURLToPath(new URL("../samples/User", import.meta.url));
