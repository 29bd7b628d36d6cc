// One load, and what its loader may say about it. Callers join it and leave it; when the last has
// left, or its time is over, its signal fires.

import { type CancelSignal, CancelSource } from "@respite/resp/base";
import type { LoadContext, LoadOptions } from "../cache-types.ts";
import type { Stamp } from "../stamp.ts";
import { checkPositiveTtl } from "../ttl.ts";
import { checkTags } from "./envelope.ts";

/** See the file's head. */
export class Load<T> implements LoadContext {
  /** As {@link LoadContext}. */
  readonly key: string;
  /** The stamp of the value it is to replace; what another process stores meanwhile differs. */
  readonly seen: Stamp | undefined;
  /** What it brings; set when it begins. */
  value: Promise<T> | undefined;
  /** When its loader was called; whatever is written after that is newer. */
  stamp: Stamp | undefined;
  /** False once the key was written here after the load began. */
  isCurrent = true;
  /** False if its loader does not want it stored. */
  isStored = true;
  /** Life in ms as the loader, or else the caller, says. */
  ttlMs: number | undefined;
  /** Whether what was loaded counts still; asked once for all who joined. */
  verdict: Promise<boolean> | undefined;
  #tags: readonly string[];
  #callers = 0;
  #isKept = false;
  #isOver = false;
  readonly #source = signalSource();

  constructor(key: string, { ttlMs, tags }: LoadOptions, seen: Stamp | undefined) {
    this.key = key;
    this.ttlMs = ttlMs;
    this.seen = seen;
    this.#tags = checkTags(tags);
  }

  /** As {@link LoadContext}. */
  get signal(): CancelSignal {
    return this.#source.signal;
  }

  /** As {@link LoadContext}. */
  get tags(): readonly string[] {
    return this.#tags;
  }

  /** As {@link LoadContext}. */
  setTtl(ttlMs: number): void {
    this.ttlMs = checkPositiveTtl(ttlMs);
  }

  /** As {@link LoadContext}. */
  addTags(...tags: readonly string[]): void {
    this.#tags = checkTags([...this.#tags, ...tags]);
  }

  /** As {@link LoadContext}. */
  skipStore(): void {
    this.isStored = false;
  }

  /** A caller waits for it. */
  join(): void {
    this.#callers += 1;
  }

  /** A caller waits no more; the last one's leaving ends the load unless it is kept. */
  leave(): void {
    this.#callers -= 1;
    if (this.#callers > 0 || this.#isKept || this.#isOver) return;
    this.abort("Nobody waits for the load any more.");
  }

  /** It has ended: there is nothing left to abort. */
  end(): void {
    this.#isOver = true;
  }

  /** It goes on without callers. */
  keep(): void {
    this.#isKept = true;
  }

  /** Fires the signal; `reason` is a sentence or an error. */
  abort(reason: unknown): void {
    this.#source.fire(reason);
  }
}

interface SignalSource {
  readonly signal: CancelSignal;
  fire(reason: unknown): void;
}

/** An AbortSignal where the platform has one, so that fetch and its like take it. */
function signalSource(): SignalSource {
  const { AbortController: Controller } = globalThis as {
    AbortController?: new () => { readonly signal: CancelSignal; abort(reason: unknown): void };
  };
  if (Controller === undefined) {
    const source = new CancelSource();
    return {
      signal: source,
      fire: (reason) => {
        source.cancel(reason);
      },
    };
  }
  const controller = new Controller();
  return {
    signal: controller.signal,
    fire: (reason) => {
      controller.abort(reason);
    },
  };
}
