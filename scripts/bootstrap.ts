import { type Bootstrapped, bootstrap } from "./bootstrap/bootstrap.ts";
import { type BootstrapCommand, branchOfStack, readCommand, usage } from "./bootstrap/options.ts";
import { command as run } from "./ci/command.ts";
import { operator } from "./operator.ts";
import { runScript } from "./platform.ts";

/** `npm run bootstrap`: makes what the workflows need in a new subscription and in the repository. */
await runScript(async () => {
  const command = readCommand(process.argv.slice(2));
  if (command === "help") {
    process.stdout.write(usage);
    return;
  }
  const { isDryRun } = command;
  const using = operator({ isDryRun, run, tell });
  const made = await bootstrap(using, command, await neededProviders());
  const counted = `${using.changes} ${using.changes === 1 ? "change" : "changes"}`;
  if (isDryRun) tell(`Dry run: ${counted} would be made, none was.`);
  else tell(using.changes === 0 ? "Everything is there; nothing was changed." : `Made ${counted}.`);
  tell(nextSteps(command, made));
});

/** Loaded late, because recording the stacks takes seconds and `--help` none. */
async function neededProviders(): Promise<string[]> {
  const { resourceProviders } = await import("./ci/plan/resource-providers.ts");
  const needed = await Promise.all(Object.keys(branchOfStack).map(resourceProviders));
  return [...new Set(needed.flat())];
}

function nextSteps(
  { repository }: BootstrapCommand,
  { foundation, identities }: Bootstrapped,
): string {
  const { containerId, vaultId, backendUrl, secretsProvider } = foundation;
  const give = "az role assignment create --assignee <you> --role";
  const stacks = Object.keys(branchOfStack).flatMap((stack) => {
    const { principalId } = identities[stack] ?? {};
    if (principalId === undefined) return [];
    return [
      `pulumi stack init ${stack} --secrets-provider '${secretsProvider}'`,
      `pulumi config set releaseUploaderObjectId ${principalId} --stack ${stack}`,
    ];
  });
  const lines = [
    `${give} 'Storage Blob Data Contributor' --scope ${containerId}`,
    `${give} 'Key Vault Crypto User' --scope ${vaultId}`,
    `export PULUMI_BACKEND_URL='${backendUrl}'`,
    ...stacks,
  ];
  return [
    "",
    `What is left for a person of ${repository}, once:`,
    ...lines.map((line) => `  ${line}`),
    "and the other settings that docs/runbooks/azure.md names, for each of these stacks.",
  ].join("\n");
}

function tell(line: string) {
  process.stdout.write(`${line}\n`);
}
