// Plain JavaScript, so that an older Node reads far enough to say what is wrong.
const oldestNode = 24;

if (Number(process.versions.node.split(".")[0]) < oldestNode) {
  throw new Error(
    `node: ${oldestNode} or newer runs this program, got ${process.versions.node}; ` +
      "put node_modules/.bin first on PATH, or use the npm scripts, which do",
  );
}

export default async () => (await import("./index.ts")).default();
