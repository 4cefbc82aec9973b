import type { Provider } from "@pulumi/pulumi/provider/index.js";
import { diffInputs } from "./diff.ts";
import { checkInputs } from "./inputs.ts";
import { startService, stopService } from "./lifecycle.ts";
import { maskSecrets } from "./mask.ts";
import { isAlive } from "./process-identity.ts";
import { secretTexts, unwrap } from "./secrets.ts";
import type { ServiceInputs, ServiceState } from "./service.ts";

type Wire = Record<string, unknown>;

/**
 * The provider behind `process:index:Service`. The engine sends secrets wrapped; they go back as they
 * came, so that the state keeps them encrypted.
 */
export function processProvider() {
  const cancelled = new AbortController();
  const starts = new Set<Promise<unknown>>();

  return {
    version: "1.0.0",

    async check(_urn: string, _olds: Wire, news: Wire) {
      return { inputs: news, failures: checkInputs(news) };
    },

    async diff(_id: string, _urn: string, olds: Wire, news: Wire) {
      return diffInputs(olds, news);
    },

    async create(_urn: string, news: Wire) {
      const start = startService(unwrap(news) as ServiceInputs, cancelled.signal);
      starts.add(start);
      try {
        const { id, supervisor } = await start;
        const { pid, startedAt } = supervisor;
        return { id, outs: { ...news, pid, processStartedAt: startedAt } };
      } catch (error) {
        throw masked(error, news);
      } finally {
        starts.delete(start);
      }
    },

    async read(id: string, _urn: string, props: Wire) {
      // An answer without an id tells the engine that the resource is gone.
      return isAlive(supervisorOf(props)) ? { id, props } : { id: "", props: {} };
    },

    async update(_id: string, _urn: string, olds: Wire, news: Wire) {
      return { outs: { ...olds, ...news } };
    },

    async delete(id: string, _urn: string, props: Wire) {
      const run = { id, supervisor: supervisorOf(props) };
      try {
        await stopService(run, unwrap(props) as ServiceInputs);
      } catch (error) {
        throw masked(error, props);
      }
    },

    /** Undoes the starts that are under way, and waits until they are. */
    async cancel() {
      cancelled.abort(new Error("was cancelled before it was healthy"));
      await Promise.allSettled(starts);
    },
  } satisfies Provider;
}

function supervisorOf(props: Wire) {
  const { pid, processStartedAt } = unwrap(props) as ServiceState;
  return { pid, startedAt: processStartedAt };
}

function masked(error: unknown, sent: Wire): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(maskSecrets(message, secretTexts(sent)));
}
