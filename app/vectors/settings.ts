import { resolve } from "node:path";
import { z } from "zod";
import type { EmbedderSettings } from "../embedders/choose.ts";
import { chatApp } from "../service.ts";
import type { VectorSettings } from "./choose.ts";

const { embedder, vectors, qdrant, chroma } = chatApp.environment;
const places = ["database", "qdrant", "chroma"] as const;

/** The variables of the environment by which chats are found by meaning. */
export const vectorFields = {
  [embedder.url]: httpUrl("http://127.0.0.1:11434/v1").optional(),
  [embedder.model]: z.string().optional(),
  [embedder.key]: z.string().optional(),
  [embedder.modelDirectory]: z.string().optional(),
  [vectors]: z
    .enum(places, {
      error: ({ input }) => `no place for vectors, got "${input}"; use ${places.join(", ")}`,
    })
    .default("database"),
  [qdrant.url]: httpUrl("http://127.0.0.1:6333").optional(),
  [qdrant.apiKey]: z.string().optional(),
  [chroma.url]: httpUrl("http://127.0.0.1:8000").optional(),
};

type Values = z.infer<z.ZodObject<typeof vectorFields>>;

/** Names each variable that is missing beside another, or contradicts it. */
export function refuseVectorProblems(values: Values, context: z.RefinementCtx<Values>): void {
  const refuse = (variable: keyof Values, message: string) =>
    context.addIssue({ code: "custom", path: [variable], message });
  const needed: [variable: keyof Values, by: keyof Values][] = [
    [embedder.model, embedder.url],
    [embedder.url, embedder.model],
    [embedder.url, embedder.key],
  ];
  for (const [variable, by] of needed) {
    if (values[by] === undefined || values[variable] !== undefined) continue;
    refuse(variable, `missing; ${by} is set, which is of no use without it`);
  }
  if (values[embedder.url] !== undefined && values[embedder.modelDirectory] !== undefined) {
    refuse(embedder.modelDirectory, `not both; ${embedder.url} is set, use one of the two`);
  }
  for (const place of ["qdrant", "chroma"] as const) {
    const { url } = chatApp.environment[place];
    if (values[vectors] !== place || values[url] !== undefined) continue;
    refuse(url, `missing; ${vectors} is ${place}, which is of no use without it`);
  }
}

export function embedderSettings(values: Values): EmbedderSettings {
  const url = values[embedder.url];
  const directory = values[embedder.modelDirectory];
  if (directory !== undefined) return { kind: "onnx", directory: resolve(directory) };
  if (url === undefined) return { kind: "hashed-ngrams" };
  const model = values[embedder.model] ?? "";
  return { kind: "http", url, model, key: secret(values[embedder.key]) };
}

export function vectorSettings(values: Values): VectorSettings {
  const place = values[vectors];
  if (place === "qdrant") {
    return { kind: place, url: values[qdrant.url] ?? "", apiKey: secret(values[qdrant.apiKey]) };
  }
  if (place === "chroma") return { kind: place, url: values[chroma.url] ?? "" };
  return { kind: place };
}

/** The value stays out of the message: somebody may have written a password into it. */
function httpUrl(example: string) {
  return z.string().refine(
    (text) => {
      const url = URL.parse(text);
      if (url === null || !["http:", "https:"].includes(url.protocol)) return false;
      return url.username + url.password + url.hash === "";
    },
    { error: `not an address without a login; use one such as ${example}` },
  );
}

function secret(value: string | undefined): (() => string) | undefined {
  return value === undefined ? undefined : () => value;
}
