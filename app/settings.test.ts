import { isAbsolute, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("an empty environment gives the defaults", () => {
  expect(readSettings({})).toEqual({
    dataDirectory: join(import.meta.dirname, "..", ".data"),
    host: "127.0.0.1",
    ports: { metrics: 8082, search: 8083, api: 8001 },
    logLevel: "info",
    version: "development",
  });
});

test("every variable of the manifest is read", () => {
  expect(
    readSettings({
      CHATS_DATA_DIRECTORY: "/srv/chats",
      CHATS_HOST: "::1",
      CHATS_METRICS_PORT: "1",
      CHATS_SEARCH_PORT: "2",
      CHATS_API_PORT: "65535",
      CHATS_LOG_LEVEL: "silent",
      CHATS_VERSION: "4.5.6",
      CHATS_UNKNOWN: "x",
    }),
  ).toEqual({
    dataDirectory: "/srv/chats",
    host: "::1",
    ports: { metrics: 1, search: 2, api: 65_535 },
    logLevel: "silent",
    version: "4.5.6",
  });
});

test("an empty variable counts as not set", () => {
  expect(readSettings({ CHATS_API_PORT: "", CHATS_HOST: "" })).toEqual(readSettings({}));
});

test("a relative data directory is below the working directory", () => {
  const { dataDirectory } = readSettings({ CHATS_DATA_DIRECTORY: "chats" });
  expect(dataDirectory).toBe(resolve("chats"));
  expect(isAbsolute(dataDirectory)).toBe(true);
});

test("all problems are reported at once", () => {
  const broken = {
    CHATS_METRICS_PORT: "0",
    CHATS_SEARCH_PORT: "65536",
    CHATS_API_PORT: "abc",
    CHATS_LOG_LEVEL: "loud",
  };
  expect(() => readSettings(broken)).toThrow(
    new Error(
      [
        'CHATS_METRICS_PORT: not a port, got "0"; use a number from 1 to 65535',
        'CHATS_SEARCH_PORT: not a port, got "65536"; use a number from 1 to 65535',
        'CHATS_API_PORT: not a port, got "abc"; use a number from 1 to 65535',
        'CHATS_LOG_LEVEL: not a level, got "loud"; ' +
          "use one of trace, debug, info, warn, error, fatal, silent",
      ].join("\n"),
    ),
  );
});

test.each(["8001 ", "-1", "1e3", "0x50", "80.5"])("%j is not a port", (port) => {
  expect(() => readSettings({ CHATS_API_PORT: port })).toThrow("CHATS_API_PORT: not a port");
});

test("two servers cannot have one port", () => {
  expect(() => readSettings({ CHATS_SEARCH_PORT: "8001" })).toThrow(
    new Error('CHATS_API_PORT: the port of CHATS_SEARCH_PORT too, got "8001"; use another one'),
  );
});
