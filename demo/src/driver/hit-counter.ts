// Hit rates as a dashboard would compute them: from two scrapes of every replica's metrics page.

import type { ReplicaClient } from "./replica-client.ts";

/** Reads by namespace. */
type Counts = Map<string, { hits: number; requests: number }>;

const line = /^respite_cache_(hits|requests)_total\{namespace="([^"]*)"\} (\d+)$/gm;

/** See the file's head. */
export class HitCounter {
  readonly #before = new Map<string, Counts>();

  /** Hit rates since the last scrape, by namespace. */
  async scrape(clients: readonly ReplicaClient[]): Promise<Map<string, number>> {
    const sum: Counts = new Map();
    await Promise.all(
      clients.map(async (client) => {
        const now = parse(await client.metrics());
        const before = this.#before.get(client.url);
        this.#before.set(client.url, now);
        for (const [namespace, { hits, requests }] of now) {
          const earlier = before?.get(namespace) ?? { hits: 0, requests: 0 };
          add(sum, namespace, "hits", hits - earlier.hits);
          add(sum, namespace, "requests", requests - earlier.requests);
        }
      }),
    );
    const rates = new Map<string, number>();
    for (const [namespace, { hits, requests }] of sum) {
      if (requests > 0) rates.set(namespace, hits / requests);
    }
    return rates;
  }
}

function parse(page: string): Counts {
  const counts: Counts = new Map();
  for (const [, kind, namespace = "", value] of page.matchAll(line)) {
    add(counts, namespace, kind as "hits" | "requests", Number(value));
  }
  return counts;
}

function add(counts: Counts, namespace: string, kind: "hits" | "requests", by: number): void {
  const count = counts.get(namespace) ?? { hits: 0, requests: 0 };
  count[kind] += by;
  counts.set(namespace, count);
}
