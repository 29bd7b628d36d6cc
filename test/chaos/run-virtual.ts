// Drives the clock of a virtual schedule until it is over.

import { planOf } from "./plan.ts";
import { runSchedule } from "./run-schedule.ts";
import type { Tally } from "./tally.ts";
import { virtualStage } from "./virtual-stage.ts";

/** A schedule that takes longer hangs, in virtual milliseconds. */
const longestMs = 120_000;

/** Plays the virtual schedule of a seed. */
export async function runVirtual(seed: number): Promise<Tally> {
  const plan = planOf(seed, "virtual");
  const stage = virtualStage(plan);
  const state = { over: false };
  const running = runSchedule(plan, stage).finally(() => {
    state.over = true;
  });
  while (!state.over && stage.clock.elapsedMs < longestMs) await stage.clock.advance(100);
  if (!state.over)
    throw new Error(`The virtual schedule ${seed} is not over after ${longestMs} ms.`);
  return await running;
}
