import { type Sanitizer, sanitizer } from "./sanitizer.ts";

/** A sanitizer whose hashes are the same in every run. For tests. */
export const testSanitizer = sanitizer({ key: Buffer.alloc(32, 7) });

/** One of a time before any kind of secret was known. For tests. */
export const blindSanitizer: Sanitizer = {
  rulesVersion: "blind",
  sanitize: (text) => ({ text, findings: [] }),
  sanitizeJson: (value) => ({ value, findings: [] }),
};

/** What `testSanitizer` takes out, and `blindSanitizer` does not. */
export const testSecret = "ghp_k7Qm2Zx9Rw4Tb6Nv8Jc3Hd5Lf1Pg0SyAeUoI";
