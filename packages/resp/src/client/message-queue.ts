// Messages between a subscriber connection and whoever iterates over them: bounded, because a slow
// reader must not fill the memory. Iteration then ends with an error instead of silently losing some.

import { RespError } from "../base/index.ts";
import type { Message } from "./client-types.ts";

type Result = IteratorResult<Message, undefined>;

interface Reader {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** A bounded queue that is its own async iterator. */
export class MessageQueue implements AsyncIterableIterator<Message> {
  readonly #maxMessages: number;
  readonly #returned: () => void;
  #messages: Message[] = [];
  #readers: Reader[] = [];
  #end: { error: Error | undefined } | undefined;

  /** `returned` is called when the reader stops by itself (a `break`). */
  constructor(maxMessages: number, returned: () => void) {
    this.#maxMessages = maxMessages;
    this.#returned = returned;
  }

  /** Adds a message; at the bound iteration ends with QUEUE_FULL after what is queued. */
  push(message: Message): void {
    if (this.#end !== undefined) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve({ done: false, value: message });
    } else if (this.#messages.length < this.#maxMessages) {
      this.#messages.push(message);
    } else {
      this.end(
        new RespError(
          "QUEUE_FULL",
          `More than ${this.#maxMessages} messages wait to be read (maxBufferedMessages). ` +
            "Read faster, or use onMessage.",
        ),
      );
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

  next(): Promise<Result> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve({ done: false, value: message });
    if (this.#end === undefined) {
      return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
    }
    const { error } = this.#end;
    this.#end = { error: undefined };
    return error === undefined
      ? Promise.resolve({ done: true, value: undefined })
      : Promise.reject(error);
  }

  return(): Promise<Result> {
    this.#messages = [];
    this.end();
    this.#returned();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
