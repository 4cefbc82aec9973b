import { randomBytes, type ScryptOptions, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { ArchiveDamaged, WrongKey } from "../archive/errors.ts";
import type { MasterKey } from "./master-key.ts";
import { fingerprint, unwrapUnder, wrapUnder } from "./wrapping.ts";

/** scrypt needs `128 * 2 ** costLog2 * blockSize` bytes. */
interface Cost {
  costLog2: number;
  blockSize: number;
  parallelization: number;
}

/**
 * 64 MiB, twice: one of the equals at
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
const usualCost: Cost = { costLog2: 16, blockSize: 8, parallelization: 2 };

/** An archive of somebody else could ask for any amount: 1 GiB is where that ends. */
const mostMemoryBytes = 2 ** 30;
const mostParallelization = 16;
const saltBytes = 16;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** A key that scrypt makes from a passphrase, another one for each archive. */
export function passphraseKey(passphrase: string, cost: Cost = usualCost): MasterKey {
  // The same passphrase, whichever keyboard it was typed on.
  const text = passphrase.normalize("NFKC");
  return {
    id: "passphrase",
    wrap: async (dataKey, context) => {
      const salt = randomBytes(saltBytes);
      const key = await keyOf(text, salt, cost);
      return {
        keyId: fingerprint(key),
        kind: "passphrase",
        parameters: encodeParameters(cost, salt),
        bytes: wrapUnder(key, dataKey, context),
      };
    },
    unwrap: async (wrapped, context) => {
      if (wrapped.kind !== "passphrase") {
        throw new WrongKey(`opens with ${wrapped.kind} ${wrapped.keyId}, got a passphrase`);
      }
      const { salt, ...ownCost } = decodeParameters(wrapped.parameters);
      const key = await keyOf(text, salt, ownCost);
      if (fingerprint(key) === wrapped.keyId) return unwrapUnder(key, wrapped.bytes, context);
      throw new WrongKey("opens with another passphrase");
    },
    // Restic has an scrypt of its own, and so a person needs nothing of this program to open a repository.
    resticPassword: () => text,
  };
}

function keyOf(text: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const { costLog2, blockSize, parallelization } = cost;
  const options = { N: 2 ** costLog2, r: blockSize, p: parallelization };
  // Node's own limit is 32 MiB; a little more than scrypt's tables is needed beside them.
  return derive(text, salt, 32, { ...options, maxmem: memoryBytes(cost) + 2 ** 20 });
}

function memoryBytes({ costLog2, blockSize }: Cost): number {
  return 128 * 2 ** costLog2 * blockSize;
}

function encodeParameters({ costLog2, blockSize, parallelization }: Cost, salt: Buffer): Buffer {
  return Buffer.concat([Buffer.from([costLog2, blockSize, parallelization]), salt]);
}

function decodeParameters(parameters: Buffer): Cost & { salt: Buffer } {
  const [costLog2 = 0, blockSize = 0, parallelization = 0] = parameters;
  const cost = { costLog2, blockSize, parallelization };
  const isPossible =
    parameters.length === 3 + saltBytes && costLog2 > 0 && blockSize > 0 && parallelization > 0;
  if (!isPossible || memoryBytes(cost) > mostMemoryBytes || parallelization > mostParallelization) {
    throw new ArchiveDamaged(
      `asks scrypt for a cost of 2^${costLog2}, ${blockSize} and ${parallelization}; at most ` +
        `${mostMemoryBytes / 2 ** 20} MiB and ${mostParallelization} are given`,
    );
  }
  return { ...cost, salt: parameters.subarray(3) };
}
