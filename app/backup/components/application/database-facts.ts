/** What is known of a database of chats at one moment. */
export interface DatabaseFacts {
  /** Names of the migrations that have run, sorted. */
  migrations: string[];
  /** Rows by table, in the order of their names. */
  counts: Record<string, number>;
  generations: StoredGeneration[];
  /** Of the whole database. */
  sizeBytes: number;
}

/** The vectors of one embedder. */
export interface StoredGeneration {
  name: string;
  /** Random, of this database alone. */
  key: string;
  dimensions: number;
  /** Messages of which the database says that the vector store has their vector. */
  vectors: number;
  /** How many the database itself has of them; undefined where vectors are kept elsewhere. */
  vectorsInside: number | undefined;
}

/** Why these facts contradict each other; undefined when they do not. */
export function vectorProblem({ generations }: DatabaseFacts): string | undefined {
  const wrong = generations.find(
    ({ vectors, vectorsInside }) => vectorsInside !== undefined && vectorsInside !== vectors,
  );
  if (wrong === undefined) return undefined;
  const { name, vectors, vectorsInside } = wrong;
  return `${name}: has ${vectorsInside} vectors, and messages with a vector are ${vectors}`;
}
