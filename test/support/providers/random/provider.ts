import { randomInt, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { unwrap } from "../../../../providers/process/secrets.ts";
import { sdkVersion, undeclared } from "../sdk.ts";
import type { StandIn } from "../serve.ts";
import { asSecret, type Wire } from "../wire.ts";

const makers: Record<string, (inputs: Wire) => { id: string; outputs: Wire }> = {
  "random:index/randomString:RandomString": (inputs) => {
    const result = randomText(inputs);
    return { id: result, outputs: { ...inputs, result } };
  },
  "random:index/randomPassword:RandomPassword": (inputs) => {
    // The id is no secret, so the real provider gives none.
    return { id: "none", outputs: { ...inputs, result: asSecret(randomText(inputs)) } };
  },
  "random:index/randomUuid:RandomUuid": (inputs) => {
    const result = randomUUID();
    return { id: result, outputs: { ...inputs, result } };
  },
};

/**
 * Stands in for `random`: real random values that live in the state alone, every input replaces.
 * Makes strings, passwords and UUIDs; of a password it does not make the bcrypt hash.
 */
export function randomStandIn(): StandIn {
  return {
    version: sdkVersion("random"),

    check(token, _name, _olds, news) {
      const failures = undeclared(token, news);
      if (failures.length > 0 || makers[token]) return { inputs: news, failures };
      const reason = `the stand-in does not make ${token}`;
      return { inputs: news, failures: [{ property: "", reason }] };
    },

    diff(_token, olds, news) {
      const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
      const changes = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
      return { changes, replaces: changes };
    },

    async create(token, inputs) {
      const make = makers[token];
      if (!make) throw new Error(`${token}: the stand-in does not make this`);
      return make(inputs);
    },

    async update(token) {
      throw new Error(`${token}: is replaced, never updated`);
    },
  };
}

interface Alphabet {
  characters: string;
  minimum: number;
}

/** The real provider's defaults: every alphabet is used, none has to be. */
function randomText(inputs: Wire): string {
  const plain = unwrap(inputs) as Wire;
  const alphabets = [
    alphabet("abcdefghijklmnopqrstuvwxyz", plain.lower, plain.minLower),
    alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ", plain.upper, plain.minUpper),
    alphabet("0123456789", plain.numeric ?? plain.number, plain.minNumeric),
    alphabet(
      String(plain.overrideSpecial ?? "!@#$%&*()-_=+[]{}<>:?"),
      plain.special,
      plain.minSpecial,
    ),
  ];
  const needed = alphabets.flatMap(({ characters, minimum }) => pick(characters, minimum));
  const all = alphabets.map(({ characters }) => characters).join("");
  return shuffled([...needed, ...pick(all, Number(plain.length) - needed.length)]).join("");
}

function alphabet(characters: string, isUsed: unknown, minimum: unknown): Alphabet {
  return { characters: isUsed === false ? "" : characters, minimum: Number(minimum ?? 0) };
}

function pick(characters: string, count: number): string[] {
  return Array.from({ length: count }, () => characters[randomInt(characters.length)] ?? "");
}

function shuffled(characters: string[]): string[] {
  return characters
    .map((character) => ({ character, order: randomInt(2 ** 32) }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ character }) => character);
}
