import { randomBytes } from "node:crypto";
import { redactionKey } from "../sanitize/key.ts";
import { type Sanitizer, sanitizer } from "../sanitize/sanitizer.ts";
import { loggableError, type WarningLog } from "../telemetry/log.ts";

/**
 * Gives the sanitizer of a server, made when it is first needed, with the key in `dataDirectory`. A
 * cloud may run the program from a folder that nobody can write: then the key is one of this process.
 */
export function serverSanitizer(dataDirectory: string, log: WarningLog): () => Promise<Sanitizer> {
  let made: Promise<Sanitizer> | undefined;
  const make = async () => {
    try {
      return sanitizer({ key: await redactionKey(dataDirectory) });
    } catch (error) {
      log.warn(
        { error: loggableError(error) },
        "no key of redactions can be kept: equal secrets get other hashes after a restart",
      );
      return sanitizer({ key: randomBytes(32) });
    }
  };
  return () => {
    made ??= make();
    return made;
  };
}
