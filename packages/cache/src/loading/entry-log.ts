// Counts what happens to a namespace's entries, and tells whoever listens. Nobody listening costs
// one comparison.

import type { EntryEvent } from "../cache-events.ts";
import type { EventHub } from "../event-hub.ts";
import type { Finding } from "./entry-reader.ts";

/** See the file's head; the counts are those of `NamespaceStats`. */
export class EntryLog {
  hits = 0;
  misses = 0;
  sets = 0;
  deletes = 0;
  errors = 0;
  l1Hits = 0;
  l2Hits = 0;
  staleHits = 0;
  loads = 0;
  loadErrors = 0;
  refreshes = 0;
  lockWaits = 0;
  readonly #namespace: string;
  readonly #events: EventHub<EntryEvent>;

  constructor(namespace: string, events: EventHub<EntryEvent>) {
    this.#namespace = namespace;
    this.#events = events;
  }

  /** A read, or several at once, was answered with what was found, or without it. */
  read(key: string, { state, source }: Finding, isHit: boolean, reads: number = 1): void {
    if (!isHit) this.misses += reads;
    else this.#hit(state, source, reads);
    if (this.#events.size === 0) return;
    const hit = state === "stale" ? "staleHit" : "hit";
    const event = { type: isHit ? hit : "miss", namespace: this.#namespace, key, source } as const;
    for (let read = 0; read < reads; read += 1) this.#events.tell(event);
  }

  /** A value is written or deleted. */
  changed(type: "set" | "delete", key: string): void {
    if (type === "set") this.sets += 1;
    else this.deletes += 1;
    if (this.#events.size > 0) this.#events.tell({ type, namespace: this.#namespace, key });
  }

  /** A loader was called, or failed. */
  loaded(type: "load" | "loadError", key: string): void {
    if (type === "load") this.loads += 1;
    else this.loadErrors += 1;
    if (this.#events.size > 0) this.#events.tell({ type, namespace: this.#namespace, key });
  }

  #hit(state: Finding["state"], source: Finding["source"], reads: number): void {
    this.hits += reads;
    if (source === "l2") this.l2Hits += reads;
    else this.l1Hits += reads;
    if (state === "stale") this.staleHits += reads;
  }
}
