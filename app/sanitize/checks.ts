/** What a value must be, besides fitting a pattern, to count as a secret. */
export type Check = keyof typeof checks;

/** Whether `value` counts as a secret; values that vendors publish never do. */
export function passes(check: Check | undefined, value: string): boolean {
  return !publicValues.has(value) && (check === undefined || checks[check](value));
}

const checks = { random, password, addressPassword, userAndPassword, keyBlock };

/** Values of examples and emulators; they open nothing. */
const publicValues = new Set([
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html
  "AKIAIOSFODNN7EXAMPLE",
  "AKIAI44QH8DHBEXAMPLE",
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  // https://learn.microsoft.com/azure/storage/common/storage-use-azurite
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
  // https://learn.microsoft.com/azure/cosmos-db/emulator
  "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
]);

/** A token or key: long, of letters and digits, not made of words, no placeholder, no UUID. */
function random(value: string): boolean {
  return (
    value.length >= 16 &&
    /[A-Za-z]/.test(value) &&
    /[0-9]/.test(value) &&
    bitsPerCharacter(value) >= 3 &&
    !isStandIn(value) &&
    !isCode(value) &&
    !uuid.test(value) &&
    wordShare(value) < 0.6
  );
}

/** A password that a person or a program chose; words alone are labels more often than secrets. */
function password(value: string): boolean {
  return (
    (/[0-9]/.test(value) || /\w[!@#$%^&*+=~]\w/.test(value)) &&
    bitsPerCharacter(value) >= 2 &&
    !isStandIn(value) &&
    !isCode(value) &&
    !path.test(value)
  );
}

/** Whatever stands before an address's `@`, if it is no placeholder. */
function addressPassword(value: string): boolean {
  return !isStandIn(value);
}

/** `name:password` in base64, as HTTP's Basic scheme and Docker's configuration write it. */
function userAndPassword(value: string): boolean {
  const [, secret] = /^[\x21-\x39\x3b-\x7e]*:([\x20-\x7e]{3,})$/.exec(atobOrEmpty(value)) ?? [];
  return secret !== undefined && !isStandIn(secret);
}

/** A PEM block with a key in it; documentation writes dots in its place. */
function keyBlock(value: string): boolean {
  return /[A-Za-z0-9+/=]{40}/.test(value);
}

/** Shannon's entropy of the characters' frequencies. */
function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    bits -= (count / value.length) * Math.log2(count / value.length);
  }
  return bits;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Share of the characters that belong to words, short numbers and signs between them. */
function wordShare(value: string): number {
  const others = value
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => !/^(?:[A-Z]?[a-z]{1,12}|[A-Z]{1,8}|\d{1,4}|[a-z]?\d{1,2}[a-z]?)$/.test(part));
  return 1 - others.join("").length / value.length;
}

const standIns =
  /example|placeholder|change[-_]?(?:me|it)|dummy|redacted|(?:^|[-_])(?:your|my|some)[-_]|x{4}|\*{3}|\.{3}|…|^(?:to-?do|n\/a|none|null|undefined)$/i;
const templates =
  /^(?:\$[A-Za-z_(]|%\w+%|<.*>$|[{[]|@Microsoft\.KeyVault)|[$#]\{|\{\{|\$\(|^(.)\1*$/;
const trivial = new Set(
  "password passwort passwd pass secret root admin user username test guest postgres mysql token x-oauth-basic x-access-token 123456 12345678 123456789 password1 password123".split(
    " ",
  ),
);

/** Something that stands where a secret would: a placeholder, a template, a default. */
function isStandIn(value: string): boolean {
  return standIns.test(value) || templates.test(value) || trivial.has(value.toLowerCase());
}

/** An expression rather than a value: `config.auth.token2`, `TOKEN_1`, `a::b`, `x ?? y`. */
function isCode(value: string): boolean {
  return /^[A-Za-z_$][\w$]{0,23}(?:\??\.[A-Za-z_$][\w$]{0,23})+$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|::|->|\?\?|\(\)/.test(
    value,
  );
}

const path = /^(?:[~.]{0,2}\/|[A-Za-z]:[\\/]|[a-z]+:\/\/)/;

function atobOrEmpty(value: string): string {
  try {
    return atob(value);
  } catch {
    return "";
  }
}
