// A factory whose resources are made, fail, and end when the test says so.

import type { CancelSignal } from "../../src/base/index.ts";
import type { PoolFactory } from "../../src/pool/index.ts";

/** One resource of the test. */
export interface Thing {
  readonly id: number;
}

/** One `create` that waits for the test's word. */
export interface Making {
  readonly signal: CancelSignal | undefined;
  finish(): Thing;
  fail(error: Error): void;
}

/** Counts what exists, as the outside world would. */
export class ManualFactory implements PoolFactory<Thing> {
  readonly makings: Making[] = [];
  readonly alive = new Set<Thing>();
  readonly destroyed: Thing[] = [];
  /** Most things that existed, or were being made, at one moment. */
  peak = 0;
  created = 0;

  create(signal?: CancelSignal): Promise<Thing> {
    return new Promise((resolve, reject) => {
      const making: Making = {
        signal,
        finish: () => {
          this.#drop(making);
          const thing = { id: ++this.created };
          this.alive.add(thing);
          resolve(thing);
          return thing;
        },
        fail: (error) => {
          this.#drop(making);
          reject(error);
        },
      };
      this.makings.push(making);
      this.peak = Math.max(this.peak, this.alive.size + this.makings.length);
    });
  }

  destroy(thing: Thing): Promise<void> {
    this.alive.delete(thing);
    this.destroyed.push(thing);
    return Promise.resolve();
  }

  /** Finishes every create that waits. */
  finishAll(): Thing[] {
    return this.makings.slice().map((making) => making.finish());
  }

  #drop(making: Making): void {
    this.makings.splice(this.makings.indexOf(making), 1);
  }
}
