import fc from "fast-check";
import { expect, test } from "vitest";
import { maskSecrets } from "../../../../providers/process/mask.ts";

test("a secret is masked wherever it stands", () => {
  expect(maskSecrets("a s3cret and s3cret", ["s3cret"])).toBe("a [secret] and [secret]");
});

test("a secret is masked as JSON and as a URL spell it", () => {
  const secret = 'p"ss w/rd';
  const text = `${JSON.stringify({ secret })} http://x/?q=${encodeURIComponent(secret)}`;
  expect(maskSecrets(text, [secret])).toBe('{"secret":"[secret]"} http://x/?q=[secret]');
});

test("each line of a secret with several is masked, except those too short to tell anything", () => {
  const key = "{\n-----BEGIN KEY-----\nMIIEvQIBADAN\n}";
  expect(maskSecrets("2: MIIEvQIBADAN\n3: }", [key])).toBe("2: [secret]\n3: }");
});

test("a secret that holds another is masked whole, and no mask is masked again", () => {
  expect(maskSecrets("abcdef abc secret", ["abc", "abcdef", "secret"])).toBe(
    "[secret] [secret] [secret]",
  );
});

test("a text stays as it is without secrets, and with an empty one", () => {
  expect(maskSecrets("a.c", [])).toBe("a.c");
  expect(maskSecrets("a.c", [""])).toBe("a.c");
});

test("characters with a meaning in patterns are taken as they are", () => {
  expect(maskSecrets("abc a.c", ["a.c"])).toBe("abc [secret]");
});

test("no secret is left in a text around it", () => {
  const secrets = fc.array(fc.string({ minLength: 9, unit: "grapheme" }), { minLength: 1 });
  fc.assert(
    fc.property(secrets, fc.string(), (all, filling) => {
      const masked = maskSecrets(all.join(filling), all);
      for (const secret of all.filter((one) => one.trim() !== "")) {
        expect(masked).not.toContain(secret);
      }
    }),
  );
});
