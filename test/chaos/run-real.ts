// Plays schedules in front of real servers, several at a time, each with a server of its own.

import { LagMonitor } from "./lag.ts";
import { planOf } from "./plan.ts";
import { RealServer } from "./real-server.ts";
import { realStage } from "./real-stage.ts";
import { runSchedule } from "./run-schedule.ts";
import type { Tally } from "./tally.ts";

/** Plays the seeds, `jobs` at a time; `done` hears of each as it is over. */
export async function runReal(
  seeds: readonly number[],
  jobs: number,
  done: (seed: number, tally: Tally) => void,
): Promise<void> {
  const lag = new LagMonitor();
  const waiting = [...seeds];
  const work = async (): Promise<void> => {
    const server = await RealServer.start();
    try {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        const plan = planOf(seed, "real");
        const stage = await realStage(plan, server, lag);
        done(seed, await runSchedule(plan, stage));
      }
    } finally {
      await server.stop();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, seeds.length) }, work));
  } finally {
    lag.stop();
  }
}
