/** Of a command line, by name. */
export type Options = Record<string, string>;
