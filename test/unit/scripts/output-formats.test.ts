import { describe, expect, it } from "vitest";
import { type Outputs, outputFormats } from "../../../scripts/output-formats.ts";

const reference = "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/jwt-secret)";
const outputs: Outputs = {
  apiUrl: { value: "https://app.example.com", secret: false },
  stagingApiUrl: { value: null, secret: false },
  jwtSecretReference: { value: reference, secret: false },
  owner: { value: "o'neill; rm -rf /", secret: false },
  telemetryConnectionString: { value: "InstrumentationKey=1", secret: true },
};

describe("the outputs of a stack", () => {
  it("go to a shell as quoted variables", () => {
    expect(outputFormats.env(outputs)).toBe(
      [
        "API_URL='https://app.example.com'",
        `JWT_SECRET_REFERENCE='${reference}'`,
        "OWNER='o'\\''neill; rm -rf /'",
        "",
      ].join("\n"),
    );
  });

  it("go to a program as JSON with the names of the contract", () => {
    expect(JSON.parse(outputFormats.json(outputs))).toEqual({
      apiUrl: "https://app.example.com",
      stagingApiUrl: null,
      jwtSecretReference: reference,
      owner: "o'neill; rm -rf /",
      telemetryConnectionString: null,
    });
  });

  it("go to a workflow as step outputs", () => {
    expect(outputFormats.github(outputs)).toBe(
      `api-url=https://app.example.com\njwt-secret-reference=${reference}\nowner=o'neill; rm -rf /\n`,
    );
  });

  it("go to app settings as Key Vault references alone", () => {
    expect(outputFormats["dotenv-vault-refs"](outputs)).toBe(`JWT_SECRET=${reference}\n`);
  });

  it.each(Object.keys(outputFormats))("hold no secret as %s", (format) => {
    const text = outputFormats[format as keyof typeof outputFormats](outputs);
    expect(text).not.toContain("InstrumentationKey");
  });

  it("never break out of their line", () => {
    const evil: Outputs = { owner: { value: "a\nADMIN=1", secret: false } };
    expect(() => outputFormats.github(evil)).toThrow(
      "owner: has more than one line; use --format json",
    );
    expect(() => outputFormats.env(evil)).toThrow("owner: has more than one line");
  });
});
