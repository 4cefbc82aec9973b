/** What is kept and how safely. */
export const overview = {
  uid: "copilot-backup-overview",
  title: "Copilot Backup Overview",
} as const;

/** What the chats are, and how they are searched and served. */
export const sessions = { uid: "copilot-sessions-explorer", title: "Sessions Explorer" } as const;
