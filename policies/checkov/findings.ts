import { z } from "zod";
import type { Finding } from "../evaluate.ts";

/** The part of Checkov's SARIF that says what is wrong with a template, and where. */
const report = z.object({
  runs: z.array(
    z.object({
      results: z.array(
        z.object({
          ruleId: z.string(),
          message: z.object({ text: z.string() }),
          locations: z.tuple([
            z.object({
              physicalLocation: z.object({
                artifactLocation: z.object({ uri: z.string() }),
                region: z.object({ snippet: z.object({ text: z.string() }) }),
              }),
            }),
          ]),
        }),
      ),
    }),
  ),
});

/** The part of a resource in a template that says which one of the program it is. */
const snippet = z.object({ type: z.string(), comments: z.string() });

/**
 * What Checkov found in templates, by the name of their file, as findings: the policy is Checkov's
 * rule. Throws an Error for a report in another form.
 */
export function checkovFindings(sarif: string): Map<string, Finding[]> {
  const results = report.parse(JSON.parse(sarif)).runs.flatMap((run) => run.results);
  const found = results.map(({ ruleId, message, locations: [{ physicalLocation }] }) => {
    const { artifactLocation, region } = physicalLocation;
    // A comma stands behind every resource but the last.
    const text = region.snippet.text.trimEnd().replace(/,$/, "");
    const { type, comments } = snippet.parse(JSON.parse(text));
    const finding: Finding = {
      policy: ruleId,
      title: message.text,
      severity: "error",
      resource: comments,
      path: type,
      found: "a resource that fails",
    };
    return { file: artifactLocation.uri, finding };
  });
  const byFile = Map.groupBy(found, ({ file }) => file);
  return new Map([...byFile].map(([file, own]) => [file, own.map(({ finding }) => finding)]));
}
