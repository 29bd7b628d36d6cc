// The published clock, waiting for turns of the event loop: some tests run beside real promises of Node.

import { setImmediate as nextTurn } from "node:timers/promises";
import { VirtualClock as PublishedClock } from "../../src/testing/index.ts";

/** Virtual time, with random numbers from a seed. */
export class VirtualClock extends PublishedClock {
  constructor(seed: number = 1) {
    super({ seed, settle: twoTurns });
  }
}

async function twoTurns(): Promise<void> {
  await nextTurn();
  await nextTurn();
}
