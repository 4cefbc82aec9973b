import { chatApp } from "../../service.ts";

/**
 * A workflow of GitHub Actions that syncs once a day. A runner has no chats of its own, so they
 * come from the PostgreSQL that the repository's secrets name.
 */
export function workflowText(folder: string): string {
  const { host, name, user, password } = chatApp.environment.database;
  return `name: Copilot chats

on:
  schedule:
    # Off the full hour, when many workflows wait for a runner.
    - cron: "23 5 * * *"
  workflow_dispatch:

permissions:
  contents: write

concurrency:
  group: copilot-chats

jobs:
  sync:
    if: vars.CHATS_PROGRAM != ''
    runs-on: \${{ vars.CHATS_RUNNER || 'ubuntu-latest' }}
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v6
        with:
          path: repository
      - uses: actions/checkout@v6
        with:
          repository: \${{ vars.CHATS_PROGRAM }}
          path: program
          persist-credentials: false
      - run: npm run chats -- sync git --repo "$GITHUB_WORKSPACE/repository" --folder "$FOLDER" --push
        working-directory: program
        env:
          FOLDER: ${JSON.stringify(folder)}
          ${host}: \${{ secrets.CHATS_DATABASE_HOST }}
          ${name}: \${{ secrets.CHATS_DATABASE_NAME }}
          ${user}: \${{ secrets.CHATS_DATABASE_USER }}
          ${password}: \${{ secrets.CHATS_DATABASE_PASSWORD }}
`;
}
