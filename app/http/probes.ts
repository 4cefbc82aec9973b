import { chatApp } from "../service.ts";

const probePaths = new Set<string>([chatApp.healthPath, chatApp.readyPath, chatApp.metricsPath]);

/** True for what machines ask every few seconds: told of each, a log would bury the rest. */
export function isProbe(route: string): boolean {
  return probePaths.has(route);
}
