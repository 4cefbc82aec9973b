import { expect, test } from "vitest";
import { pushTarget } from "./target.ts";

test.each([
  ["https://chats.example.com", "https://chats.example.com/"],
  ["https://chats.example.com:8443/team", "https://chats.example.com:8443/team/"],
  ["http://127.0.0.1:8001/", "http://127.0.0.1:8001/"],
  ["http://localhost:8001", "http://localhost:8001/"],
  ["http://[::1]:8001", "http://[::1]:8001/"],
])("chats may go to %s", (text, href) => {
  expect(pushTarget(text).href).toBe(href);
});

test.each([
  ["chats.example.com", "--to: not an address, got chats.example.com; use https://<host>"],
  ["ftp://chats.example.com", "--to: not an address, got ftp://chats.example.com; use https://"],
  ["file:///tmp/chats", "--to: not an address"],
  ["http://chats.example.com", "--to: chats would be readable on their way to chats.example.com"],
  ["http://127.0.0.1.example.com", "--to: chats would be readable"],
  ["http://localhost.example.com", "--to: chats would be readable"],
  ["http://10.0.0.1", "--to: chats would be readable"],
  ["https://chats.example.com/?key=1", "--to: not the address of a server"],
  ["https://chats.example.com/#a", "--to: not the address of a server"],
])("chats do not go to %s", (text, problem) => {
  expect(() => pushTarget(text)).toThrow(problem);
});

test("a password in an address is refused and not repeated", () => {
  const error = { message: expect.not.stringContaining("hunter2") };
  expect(() => pushTarget("https://ada:hunter2@chats.example.com")).toThrow(
    expect.objectContaining(error),
  );
  expect(() => pushTarget("https://hunter2@chats.example.com")).toThrow("--to: holds a name");
});
