import { testMetrics } from "../../../app/http/testing.ts";

/** Every series name that the application can emit. */
export async function emittedMetrics(): Promise<Set<string>> {
  const metrics = testMetrics();
  metrics.watchProcess();
  const families = [...(await metrics.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    families.flatMap(([, name = "", type]) =>
      type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}

/** The names of metrics in PromQL: whatever is not a function, a keyword or part of a selector. */
export function metricsIn(expr: string): string[] {
  const bare = expr
    .replace(/"[^"]*"/g, "")
    .replace(/\{[^}]*\}/g, "")
    .replace(/\[[^\]]*\]/g, "")
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, "");
  const words = bare.matchAll(/[a-zA-Z_:][\w:]*(?!\s*\()/g);
  return [...words].map(([word]) => word).filter((word) => /[_:]|^up$/.test(word));
}
