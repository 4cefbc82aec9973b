/** Events of a log for tests, in the envelope that Copilot CLI writes, a second apart. */
export function eventLog() {
  const lines: Record<string, unknown>[] = [];
  const log = {
    lines,
    /** Milliseconds since 1970 of the event with this index. */
    timeOf: (index: number) => startedAt + index * 1_000,
    add(type: string, data: object, more: object = {}) {
      const index = lines.length;
      const timestamp = new Date(log.timeOf(index)).toISOString();
      const parentId = index === 0 ? null : `event-${index - 1}`;
      lines.push({ type, data, id: `event-${index}`, timestamp, parentId, ...more });
      return log;
    },
    start: (sessionId: string, more: object = {}) =>
      log.add("session.start", {
        sessionId,
        version: 1,
        producer: "copilot-agent",
        copilotVersion: "1.0.40",
        startTime: new Date(startedAt).toISOString(),
        ...more,
      }),
    user: (content: string, more: object = {}) =>
      log.add("user.message", { content, attachments: [], ...more }),
    assistant: (content: string, more: object = {}) =>
      log.add("assistant.message", {
        messageId: `m${lines.length}`,
        content,
        toolRequests: [],
        ...more,
      }),
    tool: (toolCallId: string, toolName: string, args: object, result: object) =>
      log
        .add("tool.execution_start", { toolCallId, toolName, arguments: args })
        .add("tool.execution_complete", { toolCallId, ...result }),
  };
  return log;
}

const startedAt = Date.UTC(2026, 5, 1, 9);
