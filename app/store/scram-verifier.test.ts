import { expect, test } from "vitest";
import { scramVerifier } from "./scram-verifier.ts";

test("a verifier is what RFC 7677 derives in its example", () => {
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  expect(scramVerifier("pencil", salt)).toBe(
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$" +
      "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:" +
      "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});

test("each verifier has a salt of its own", () => {
  expect(scramVerifier("pencil")).not.toBe(scramVerifier("pencil"));
});

test.each(["", "pässword", "tab\t", "\u00a0"])("%j is no password for it", (password) => {
  expect(() => scramVerifier(password)).toThrow("DATABASE_PASSWORD: has characters beyond ASCII");
});
