import type { z } from "zod";

/** What a route tells of itself to those who write programs that ask it. */
export interface RouteDoc {
  /** A sentence without its dot. */
  summary: string;
  /** What the query string is read by. */
  query?: z.ZodType;
  /** What the body is read by. */
  body?: z.ZodType;
  /** Of the answer that is a success. */
  answer: RouteAnswer;
  /** Statuses beside those that every route of its kind may have. */
  problems?: number[];
}

export interface RouteAnswer {
  /** Default 200. */
  status?: number;
  description: string;
  /** Of JSON. */
  body?: z.ZodType;
  /** Media types of an answer that is not only JSON. */
  types?: string[];
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Every route has one. */
    doc?: RouteDoc;
  }
}
