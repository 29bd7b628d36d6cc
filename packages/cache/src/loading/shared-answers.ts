// Who asks for a key while somebody else does already, and would be told the same, waits for that
// answer instead of finding it again: a thousand callers cost one question, one load and a look into
// a map each.
//
//   getOrLoad --> asked already, and nothing has changed since? --yes--> the same promise
//                      | no
//                      '--> leads: find, load, store          (the others come in here meanwhile)
//
// Not shared is what could differ: an answer with tags, since one may have been invalidated after the
// leader looked; a value that was read and may be changed by its caller. Those ask again afterwards,
// and find what the leader has brought.

import type { Loader, LoadOptions } from "../cache-types.ts";
import type { Finding } from "./entry-reader.ts";

/** What one caller is finding out, and what is known of it so far. */
export interface Flight<T> {
  readonly key: string;
  /** The key as it stands in the store. */
  readonly name: string;
  readonly outage: LoadOptions["outage"];
  answer: Promise<T> | undefined;
  /** What was there; undefined = the question is on its way. */
  found: Finding | undefined;
  /** The loader is at work. */
  isLoading: boolean;
  /** The answer is what the loader brought. */
  isLoaded: boolean;
  isTagged: boolean;
  joiners: number;
  joined: Promise<T> | undefined;
}

/** What {@link SharedAnswers} need of their namespace. */
export interface SharedAnswersParts<T> {
  /** Values can't be changed by their callers. */
  readonly immutable: boolean;
  /** The key as it stands in the store. */
  readonly fullKey: (key: string) => string;
  /** True while a question about the name is on its way that a read of now would join. */
  readonly isAsked: (name: string) => boolean;
  /** The whole way, for who can't share the answer after all. */
  readonly again: (key: string, load: Loader<T>, options: LoadOptions) => Promise<T>;
  /** Counts so many more reads that ended as the leader's. */
  readonly count: (flight: Flight<T>, reads: number) => void;
}

/** See the file's head. */
export class SharedAnswers<T> {
  readonly #parts: SharedAnswersParts<T>;
  readonly #flights = new Map<string, Flight<T>>();

  constructor(parts: SharedAnswersParts<T>) {
    this.#parts = parts;
  }

  /** Answers on their way. */
  get size(): number {
    return this.#flights.size;
  }

  /** The answer somebody else waits for; undefined = one has to ask oneself. */
  join(key: string, load: Loader<T>, options: LoadOptions): Promise<T> | undefined {
    const flight = this.#flights.get(key);
    if (flight === undefined || flight.outage !== options.outage) return undefined;
    if (!flight.isLoading && !this.#parts.isAsked(flight.name)) return undefined;
    if (!this.#parts.immutable) return this.#own(flight, load, options);
    flight.joiners += 1;
    flight.joined ??= this.#shared(flight, load, options);
    return flight.joined;
  }

  /** Asks by `work`, which notes in the flight what it finds; others may join. */
  lead(key: string, options: LoadOptions, work: (flight: Flight<T>) => Promise<T>): Promise<T> {
    const flight: Flight<T> = {
      key,
      name: this.#parts.fullKey(key),
      outage: options.outage,
      answer: undefined,
      found: undefined,
      isLoading: false,
      isLoaded: false,
      isTagged: false,
      joiners: 0,
      joined: undefined,
    };
    this.#flights.set(key, flight);
    flight.answer = this.#follow(flight, work(flight));
    return flight.answer;
  }

  /** The key has changed: who asks from now on must not be told what was asked before. */
  changed(key: string): void {
    this.#flights.delete(key);
  }

  /** As {@link changed}, for all keys. */
  allChanged(): void {
    this.#flights.clear();
  }

  async #follow(flight: Flight<T>, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      if (this.#flights.get(flight.key) === flight) this.#flights.delete(flight.key);
    }
  }

  async #shared(flight: Flight<T>, load: Loader<T>, options: LoadOptions): Promise<T> {
    const { again, count } = this.#parts;
    let others = 0;
    try {
      const value = await (flight.answer as Promise<T>);
      if (!flight.isTagged) return value;
      // Begun after the last has joined, so it holds for all of them.
      others = 1;
      return await again(flight.key, load, options);
    } finally {
      count(flight, flight.joiners - others);
    }
  }

  async #own(flight: Flight<T>, load: Loader<T>, options: LoadOptions): Promise<T> {
    const { again, count } = this.#parts;
    try {
      const value = await (flight.answer as Promise<T>);
      if (flight.isTagged || !flight.isLoaded) return await again(flight.key, load, options);
      count(flight, 1);
      return value;
    } catch (error) {
      count(flight, 1);
      throw error;
    }
  }
}
