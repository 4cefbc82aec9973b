import { counter, gauge, histogram } from "./family.ts";

const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export const searchFamilies = {
  searches: counter("copilot_searches_total", "Searches answered, by the mode that answered.", {
    mode: "hybrid, text or semantic",
  }),
  searchDuration: histogram(
    "copilot_search_duration_seconds",
    "Time that a search took inside the application.",
    durations,
    { mode: "hybrid, text or semantic" },
  ),
  searchesWithoutHits: counter(
    "copilot_searches_without_hits_total",
    "Searches answered that found nothing.",
  ),
  searchLegDuration: histogram(
    "copilot_search_leg_duration_seconds",
    "Time that a part of a search took, whether it gave anything or not.",
    durations,
    { leg: "text, embedding or vectors" },
  ),
  searchFallbacks: counter(
    "copilot_search_fallbacks_total",
    "Searches answered by words alone, or by vectors alone (text_…), by why.",
    {
      reason:
        "no_words, no_vectors, unavailable, too_slow, failed, text_unavailable, text_too_slow " +
        "or text_failed",
    },
  ),
  cacheReads: counter("copilot_cache_reads_total", "Questions to the cache of answers.", {
    result: "hit, miss or failure",
  }),
  cacheWrites: counter("copilot_cache_writes_total", "Answers given to the cache.", {
    result: "kept, too_large or failure",
  }),
  cacheDropped: counter(
    "copilot_cache_dropped_total",
    "Answers that a cache in memory gave up, for room or because their time was over.",
    { reason: "room or age" },
  ),
  cacheEntries: gauge("copilot_cache_entries", "Answers in the cache, where it is in memory."),
  cacheSize: gauge(
    "copilot_cache_size_bytes",
    "Size of the answers in the cache, where it is in memory.",
  ),
};
