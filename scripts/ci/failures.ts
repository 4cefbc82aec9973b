/** What to do about a failure whose own words leave that open; undefined for every other. */
export function explainFailure(stack: string, output: string): string | undefined {
  for (const { pattern, explain } of known) {
    const match = pattern.exec(output);
    if (match) return explain(stack, match);
  }
  return undefined;
}

const known: { pattern: RegExp; explain: (stack: string, match: RegExpExecArray) => string }[] = [
  {
    // The words of the engine's backend/diy/lock.go.
    pattern: /currently locked by \d+ lock\(s\)[\s\S]*?: (created by .+)/,
    explain: (stack, [, holder]) =>
      `${stack}: another update holds the stack, ${holder}. Wait until it has ended and run this job ` +
      `again; if it was killed, run \`pulumi cancel --stack ${stack}\` first`,
  },
  {
    pattern: /MissingSubscriptionRegistration[\s\S]*?'(Microsoft\.\w+)'/,
    explain: (stack, [, namespace]) =>
      `${stack}: the subscription has no registered provider ${namespace}; run \`az provider ` +
      `register --namespace ${namespace} --wait\` and this job again`,
  },
];
