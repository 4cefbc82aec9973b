/** Name of the embedded database's file in the data directory. */
export const databaseFileName = "chats.db";
