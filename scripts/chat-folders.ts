import { chatApp } from "../app/service.ts";

/**
 * The variables of `env` that say where chats are kept. The shell of the person has them, a
 * supervised process would not.
 */
export function chatFolders(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    chatApp.chatFolderVariables.flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  );
}
