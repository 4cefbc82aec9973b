/** Aborts its signal at Ctrl-C. A second one ends the process at once. */
export function interruptionByPerson() {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once("SIGINT", abort);
  return { signal: controller.signal, [Symbol.dispose]: () => process.off("SIGINT", abort) };
}
