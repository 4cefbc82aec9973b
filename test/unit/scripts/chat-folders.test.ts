import { expect, it } from "vitest";
import { chatFolders } from "../../../scripts/chat-folders.ts";

it("takes of an environment what says where chats are kept, and is set", () => {
  const env = {
    HOME: "/home/ada",
    TOKEN: "secret",
    XDG_CONFIG_HOME: "/home/ada/config",
    COPILOT_HOME: "",
  };
  expect(chatFolders(env)).toEqual({ XDG_CONFIG_HOME: "/home/ada/config" });
  expect(chatFolders({})).toEqual({});
});
