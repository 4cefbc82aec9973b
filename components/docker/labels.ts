/** Label with the stack's name; what carries it belongs to the stack, also where the state is lost. */
export const stackLabel = "copilot.stack";
/** Label with the name of the service that a container runs. */
export const serviceLabel = "copilot.service";

/** Labels in the form that the provider wants. */
export function labelList(labels: Record<string, string>): { label: string; value: string }[] {
  return Object.entries(labels).map(([label, value]) => ({ label, value }));
}
