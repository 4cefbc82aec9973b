/** Counts the wrong keys that come from each address. */
export interface WrongKeys {
  /** Seconds, 1 or more, that an address with too many must wait; 0 for all others. */
  waitSeconds(address: string): number;
  count(address: string): void;
}

export interface WrongKeyLimits {
  /** Wrong keys that an address may send in a minute. */
  perMinute: number;
  /** Addresses that are remembered: with more, the one that was heard of first is forgotten. */
  addresses: number;
}

const usualLimits: WrongKeyLimits = { perMinute: 20, addresses: 10_000 };

const minuteMs = 60_000;

/**
 * In memory, so that each process counts for itself. It keeps the database from being asked for one
 * wrong key after the other; that no key is found by trying is the work of its length. `now` gives
 * milliseconds.
 */
export function wrongKeys(
  { perMinute, addresses }: WrongKeyLimits = usualLimits,
  now: () => number = () => performance.now(),
): WrongKeys {
  const minutes = new Map<string, { endsAt: number; wrong: number }>();

  /** What came from an address in the minute that runs for it. */
  function minuteOf(address: string) {
    const minute = minutes.get(address);
    return minute !== undefined && now() < minute.endsAt ? minute : undefined;
  }

  return {
    waitSeconds(address) {
      const minute = minuteOf(address);
      if (minute === undefined || minute.wrong < perMinute) return 0;
      return Math.ceil((minute.endsAt - now()) / 1000);
    },
    count(address) {
      const minute = minuteOf(address);
      if (minute !== undefined) {
        minute.wrong += 1;
        return;
      }
      minutes.delete(address);
      minutes.set(address, { endsAt: now() + minuteMs, wrong: 1 });
      if (minutes.size <= addresses) return;
      for (const [first] of minutes) {
        minutes.delete(first);
        return;
      }
    },
  };
}
