// The pools without a server: what one acquire and release costs, with resources free and with a
// thousand callers waiting.

import { median } from "simple-statistics";
import type { PoolLike } from "@respite/resp";
import { lightest, rivals, type Rival } from "./rival.ts";

/** CPU nanoseconds per acquire and release, medians over the rounds. */
export interface AloneRow {
  readonly pool: Rival["name"];
  readonly freeNanos: number;
  readonly waitingNanos: number;
}

interface Resource {
  readonly id: number;
}

const resources = 10;
const waiting = 1000;

/** Measures every rival; each round runs them all. */
export async function measurePoolsAlone(rounds: number, ops: number): Promise<AloneRow[]> {
  const contenders = [...rivals, lightest].map((rival) => {
    const pool = rival.create<Resource>(countingFactory(), resources);
    return { rival, pool, free: [] as number[], waiting: [] as number[] };
  });
  // The first round is for the compiler.
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const contender of order) {
      // oxlint-disable-next-line no-await-in-loop -- the rivals take turns
      const [free, busy] = [await runFree(contender.pool, ops), await runBusy(contender.pool, ops)];
      if (round === 0) continue;
      contender.free.push(free);
      contender.waiting.push(busy);
    }
  }
  return contenders.map(({ rival, free, waiting: busy }) => {
    return { pool: rival.name, freeNanos: median(free), waitingNanos: median(busy) };
  });
}

function countingFactory(): { create(): Promise<Resource>; destroy(): Promise<void> } {
  let id = 0;
  return { create: () => Promise.resolve({ id: ++id }), destroy: () => Promise.resolve() };
}

/** One caller, again and again: a resource is always free. */
function runFree(pool: PoolLike<Resource>, ops: number): Promise<number> {
  return cpuNanosPerOp(ops, async () => {
    for (let op = 0; op < ops; op++) {
      // oxlint-disable-next-line no-await-in-loop -- that is the case measured
      const resource = await pool.acquire();
      void pool.release(resource);
    }
  });
}

/** So many callers that a thousand always wait. */
function runBusy(pool: PoolLike<Resource>, ops: number): Promise<number> {
  let left = ops;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      // oxlint-disable-next-line no-await-in-loop -- that is the case measured
      const resource = await pool.acquire();
      void pool.release(resource);
    }
  };
  return cpuNanosPerOp(ops, async () => {
    await Promise.all(Array.from({ length: waiting + resources }, work));
  });
}

async function cpuNanosPerOp(ops: number, run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / ops;
}
