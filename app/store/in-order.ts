/** Runs each task when those before it have ended, however they ended. */
export type InOrder = <Result>(task: () => Promise<Result>) => Promise<Result>;

export function inOrder(): InOrder {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = last.then(task);
    last = mine.catch(() => {});
    return mine;
  };
}
