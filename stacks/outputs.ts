import { z } from "zod";

/** What the local stack tells a person and its scripts. */
export const localOutputsSchema = z.object({
  runtime: z.enum(["process"]).describe("What runs the services"),
  runtimeReason: z.string().describe("Why that one was taken"),
  pageUrl: z.url().describe("The page, and the API under /api"),
  searchUrl: z.url().describe("POST /search"),
  metricsUrl: z.url().describe("GET /metrics, /health, /ready and /api/sessions"),
  dataDirectory: z.string().describe("Folder of the database, logs and run files"),
});

export type LocalOutputs = z.infer<typeof localOutputsSchema>;
