import { expect, test } from "vitest";
import { resticEnvironment } from "./environment.ts";

test("restic gets the logins of stores and the way to them, and no other secret", () => {
  const passed = {
    PATH: "/usr/bin",
    HOME: "/home/one",
    https_proxy: "http://proxy:3128",
    AWS_SECRET_ACCESS_KEY: "a",
    AZURE_ACCOUNT_KEY: "b",
    B2_ACCOUNT_KEY: "c",
    GOOGLE_APPLICATION_CREDENTIALS: "/d",
    RCLONE_CONFIG: "/e",
    RESTIC_REST_PASSWORD: "f",
  };
  const kept = {
    CHATS_BACKUP_KEY: "x",
    DATABASE_PASSWORD: "x",
    GITHUB_TOKEN: "x",
    RESTIC_CACHE_DIR: "x",
    RESTIC_HOST: "x",
    RESTIC_PASSWORD: "x",
    RESTIC_REPOSITORY: "x",
    UNSET: undefined,
  };
  expect(resticEnvironment({ ...passed, ...kept })).toEqual({ ...passed, LC_ALL: "C" });
});
