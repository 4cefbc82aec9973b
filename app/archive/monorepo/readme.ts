/** `folder` is that of the archive within the repository. */
export function readmeText(folder: string): string {
  return `# Copilot chats

One Markdown file per chat, by year: \`<year>/<date>-<words of the title>.<id>.md\`. \`manifest.json\`
counts them. The files are written by

    npm run chats -- sync git --repo <this repository> --folder ${JSON.stringify(folder)}

which commits what changed in this folder and nothing else. Edits to the chats' files are overwritten
by the next run; files of your own are safe here.

**Everyone who can read this repository can read these chats**, and git keeps what was once
committed. Secrets are taken out before chats are stored, but no rule knows every secret: look at the
first commit before you push it.

## The scheduled sync

\`.github/workflows/copilot-chats.yml\` does nothing until these are set in the repository's settings:

| Kind | Name | Value |
|---|---|---|
| variable | \`CHATS_PROGRAM\` | repository of the program, \`owner/name\` |
| variable | \`CHATS_RUNNER\` | label of a runner that reaches the database; \`ubuntu-latest\` by default |
| secret | \`CHATS_DATABASE_HOST\` | host name of the PostgreSQL that holds the chats |
| secret | \`CHATS_DATABASE_NAME\` | its database |
| secret | \`CHATS_DATABASE_USER\` | a login that may read it |
| secret | \`CHATS_DATABASE_PASSWORD\` | its password |

To end it, delete the workflow; to remove the archive, delete this folder.

`;
}
