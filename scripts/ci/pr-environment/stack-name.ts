/** Name of the stack of a pull request, `pr-<number>`; nothing else gets past the two functions here. */
export type PullRequestStack = `pr-${number}`;

/** The stack of the pull request with that number. Throws an Error where it is no number. */
export function pullRequestStack(number: string): PullRequestStack {
  const stack = `pr-${number}`;
  if (isPullRequestStack(stack)) return stack;
  throw new Error(`${number}: is no number of a pull request; use for example 12`);
}

/** Whether a stack may be destroyed without asking anybody. */
export function isPullRequestStack(stack: string): stack is PullRequestStack {
  return /^pr-[1-9]\d{0,8}$/.test(stack);
}
