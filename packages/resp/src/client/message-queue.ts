// What a server sends, between a connection and whoever iterates over it: bounded, because a slow
// reader must not fill the memory. Iteration then ends with an error instead of silently losing some.

import { RespError } from "../base/index.ts";

type Result<T> = IteratorResult<T, undefined>;

interface Reader<T> {
  resolve(result: Result<T>): void;
  reject(error: Error): void;
}

/** How a queue is named in its error. */
export interface QueueBound {
  /** Most items that wait. */
  readonly maxItems: number;
  /** "messages", and the option that bounds them. */
  readonly items: string;
  readonly option: string;
  /** The option that needs no queue. */
  readonly listener: string;
}

/** A bounded queue that is its own async iterator. */
export class MessageQueue<T> implements AsyncIterableIterator<T> {
  readonly #bound: QueueBound;
  readonly #returned: () => void;
  #items: T[] = [];
  #readers: Reader<T>[] = [];
  #end: { error: Error | undefined } | undefined;

  /** `returned` is called when it ends by itself: a reader's `break`, or an overflow. */
  constructor(bound: QueueBound, returned: () => void) {
    this.#bound = bound;
    this.#returned = returned;
  }

  /** Why it ended, if by an error that no reader has seen yet. */
  get failure(): Error | undefined {
    return this.#end?.error;
  }

  /** Adds an item; at the bound iteration ends with QUEUE_FULL after what is queued. */
  push(item: T): void {
    if (this.#end !== undefined) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: item });
    } else if (this.#items.length < this.#bound.maxItems) {
      this.#items.push(item);
    } else {
      this.end(overflow(this.#bound));
      this.#returned();
    }
  }

  /** Ends iteration after what is queued. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const reader of this.#readers.splice(0)) {
      if (error === undefined) reader.resolve({ done: true, value: undefined });
      else reader.reject(error);
    }
  }

  next(): Promise<Result<T>> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    if (this.#end === undefined) {
      return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
    }
    const { error } = this.#end;
    this.#end = { error: undefined };
    return error === undefined
      ? Promise.resolve({ done: true, value: undefined })
      : Promise.reject(error);
  }

  return(): Promise<Result<T>> {
    this.#items = [];
    this.end();
    this.#returned();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function overflow({ maxItems, items, option, listener }: QueueBound): RespError {
  return new RespError(
    "QUEUE_FULL",
    `More than ${maxItems} ${items} wait to be read (${option}). Read faster, or use ${listener}.`,
  );
}
