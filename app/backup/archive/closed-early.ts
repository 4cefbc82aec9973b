/** Whether a stream only says that another one has closed it, which knows why. */
export function isClosedEarly(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}
