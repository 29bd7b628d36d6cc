// Optimistic transactions: WATCH, read, decide, MULTI … EXEC; again if somebody else was faster
// (https://redis.io/docs/latest/develop/interact/transactions/).
//
//   lease ──WATCH──> prepare(lease) ──commands──> MULTI … EXEC ──null──> pause, from the start
//                          └──undefined, error, abort──> UNWATCH

import {
  abortError,
  type CancelSignal,
  type Environment,
  onAbort,
  RespError,
} from "../base/index.ts";
import type { CommandArgument } from "../codec/index.ts";
import type { Command } from "../commands/index.ts";
import type { BatchResults, CallOptions, CoreClient, Lease, WatchOptions } from "./client-types.ts";
import { runTransaction } from "./transaction.ts";

type Commands = readonly Command<unknown>[];

/** What a watched transaction needs of its client. */
export interface WatchSettings {
  readonly environment: Environment;
  readonly lease: CoreClient["lease"];
}

/** The window of the first pause after a conflict, and the widest, in milliseconds. */
const firstPauseMs = 5;
const longestPauseMs = 200;

/** See `CoreClient.watch`. */
export async function runWatched<C extends Commands>(
  settings: WatchSettings,
  keys: readonly CommandArgument[],
  prepare: (lease: Lease) => Promise<C | undefined>,
  options: WatchOptions,
): Promise<BatchResults<C> | undefined> {
  const { signal, timeoutMs, retries = 10 } = options;
  checkArguments(keys, retries);
  const call: CallOptions = { signal, timeoutMs };
  for (let conflicts = 0; ;) {
    const outcome = await leased(settings, call, (lease, failed) =>
      attempt({ lease, keys, prepare, call, failed }),
    );
    if (outcome !== null) return outcome as BatchResults<C> | undefined;
    conflicts += 1;
    if (conflicts > retries) throw conflict(conflicts);
    const windowMs = Math.min(firstPauseMs * 2 ** conflicts, longestPauseMs);
    await pause(settings.environment, settings.environment.random() * windowMs, signal);
  }
}

type Outcome = unknown[] | null | undefined;

/** Runs `use` on a lease. What it reports as failed is the caller's at once, whatever it has to tidy up. */
function leased(
  settings: WatchSettings,
  call: CallOptions,
  use: (lease: Lease, failed: (error: unknown) => void) => Promise<Outcome>,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    settings.lease((lease) => use(lease, reject), call).then(resolve, reject);
  });
}

interface Attempt {
  readonly lease: Lease;
  readonly keys: readonly CommandArgument[];
  readonly prepare: (lease: Lease) => Promise<Commands | undefined>;
  readonly call: CallOptions;
  /** Tells the caller, before anything is tidied up. */
  readonly failed: (error: unknown) => void;
}

/** Results; undefined if there was nothing to do; null if a watched key had changed. */
async function attempt({ lease, keys, prepare, call, failed }: Attempt): Promise<Outcome> {
  let commands: Commands | undefined;
  try {
    await lease.call(["WATCH", ...keys], call);
    commands = await abortable(prepare(lease), call.signal);
  } catch (error) {
    failed(error);
    await unwatch(lease);
    throw error;
  }
  if (commands === undefined) {
    await unwatch(lease, call);
    return undefined;
  }
  return await runTransaction(lease, commands, call);
}

/** Its reply makes the connection fit for the next borrower; without it the lease destroys it. */
async function unwatch(lease: Lease, call?: CallOptions): Promise<void> {
  await lease.call(["UNWATCH"], call).catch(() => {});
}

/** The work's result, or the abort: also one that came in the very turn the work was done. */
async function abortable<T>(work: Promise<T>, signal: CancelSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = onAbort(signal, () => reject(abortError(signal, "WATCH")));
  });
  try {
    const result = await Promise.race([work, aborted]);
    if (signal.aborted) throw abortError(signal, "WATCH");
    return result;
  } finally {
    stop();
  }
}

function pause(
  environment: Environment,
  delayMs: number,
  signal: CancelSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = environment.setTimer(() => {
      stop();
      resolve();
    }, delayMs);
    const stop = onAbort(signal, () => {
      environment.clearTimer(timer);
      reject(abortError(signal as CancelSignal, "WATCH"));
    });
  });
}

function checkArguments(keys: readonly CommandArgument[], retries: number): void {
  if (keys.length === 0) throw new TypeError("watch: at least one key must be named.");
  if (Number.isSafeInteger(retries) && retries >= 0) return;
  throw new RangeError(`watch: option "retries" must be an integer from 0 on, got ${retries}.`);
}

function conflict(attempts: number): RespError {
  return new RespError(
    "CONFLICT",
    `The watched keys changed before EXEC in each of ${attempts} attempts; nothing was executed. ` +
      "Raise retries, or use a script where many write the same keys.",
    { command: "EXEC (0 arguments)" },
  );
}
