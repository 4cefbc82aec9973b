/** One file to be archived. */
export interface Member {
  /** Path inside the archive's folder, `application/chats.db`; forward slashes. */
  name: string;
  /** File on this machine. */
  path: string;
}

/** How far a long work is. */
export interface Progress {
  members: number;
  bytes: number;
}
