// Where bench and server run. Left to the scheduler they wander between sharing a processor and
// not, and on a virtual machine one round trip then costs anything from 10 to 80 µs: more than any
// pool. Pinned, the figures of one run can be compared.

import { execFileSync } from "node:child_process";
import { availableParallelism, platform } from "node:os";

/** Server and bench on processors of their own, both on one, or wherever the scheduler likes. */
export type Pin = "apart" | "together" | "none";

/** Processors as `taskset` lists them; undefined = not pinned. */
export interface Placement {
  readonly pin: Pin;
  readonly bench: string | undefined;
  readonly server: string | undefined;
}

/** What can be done of what was asked for: pinning needs Linux, `taskset` and two processors. */
export function choosePlacement(asked: Pin): Placement {
  const last = availableParallelism() - 1;
  if (asked === "none" || last < 1 || !canPin()) {
    return { pin: "none", bench: undefined, server: undefined };
  }
  if (asked === "together") return { pin: "together", bench: `${last}`, server: `${last}` };
  return { pin: "apart", bench: `0-${last - 1}`, server: `${last}` };
}

/** Pins this process and its threads. */
export function pinSelf(placement: Placement): void {
  if (placement.bench !== undefined) taskset("-acp", placement.bench, `${process.pid}`);
}

function canPin(): boolean {
  if (platform() !== "linux") return false;
  try {
    taskset("-cp", `${process.pid}`);
    return true;
  } catch {
    return false;
  }
}

function taskset(...args: string[]): void {
  execFileSync("taskset", args, { stdio: "ignore" });
}
