import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const schema = z.object({
  service: z
    .object({ api_key: z.string().optional(), read_only_api_key: z.string().optional() })
    .default({}),
});

/** The keys of Qdrant's files of settings, the later of which count, and of the environment before all. */
export function keys(): { apiKey: string; readOnlyKey: string } {
  const files = ["config", "production", "local"].map((name) => service(`config/${name}.yaml`));
  const { api_key = "", read_only_api_key = "" } = Object.assign({}, ...files);
  const { QDRANT__SERVICE__API_KEY, QDRANT__SERVICE__READ_ONLY_API_KEY } = process.env;
  return {
    apiKey: QDRANT__SERVICE__API_KEY ?? api_key,
    readOnlyKey: QDRANT__SERVICE__READ_ONLY_API_KEY ?? read_only_api_key,
  };
}

function service(path: string): z.output<typeof schema>["service"] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return {};
  }
  return schema.parse(parse(text) ?? {}).service;
}
