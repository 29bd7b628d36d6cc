// The part of a namespace's policy that is about lives and loads, checked and completed.

import { OptionReader } from "@respite/resp/base";
import type { Tier } from "../hybrid/hybrid-types.ts";

/** A lock across processes around a load. */
export interface LoadLockOptions {
  /** Life of the lock in ms, should its holder die; >= 1, default 10,000. */
  ttlMs?: number | undefined;
  /** Longest wait for the holder's value, in ms, before one loads oneself; default 5000. */
  waitMs?: number | undefined;
}

/**
 * When a value is loaded anew while it is still fresh:
 *
 * - a number: the part of its life, above 0 and below 1, after which a read starts a load in the
 *   background. Each replica adds a share of the rest that is its own for each key, so that they
 *   don't load together;
 * - `beta`: at random, the sooner the longer the load took and the nearer the end is (Vattani,
 *   Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", 2015); 1 is the
 *   paper's optimum, more is earlier.
 */
export type EarlyRefresh = number | { readonly beta: number };

/** What {@link NamespacePolicy} says about lives and loads. */
export interface LoadPolicy {
  /**
   * So long after its life a value is still answered by `getOrLoad`, at once, while it is loaded
   * anew in the background; in ms, default 0. Not in the security tier.
   */
  staleWhileRevalidateMs?: number | undefined;
  /**
   * So long after its life a value is answered by `getOrLoad` if loading it anew fails; in ms,
   * default 0. Not in the security tier.
   */
  staleIfErrorMs?: number | undefined;
  /** Longest time of a load, in ms; >= 1, default none. Then it is aborted: `TIMEOUT`. */
  loadTimeoutMs?: number | undefined;
  /**
   * So long `getOrLoad` waits for a load while it could answer a stale value; then it does, and the
   * load goes on. In ms; >= 1, default none; needs `staleIfErrorMs`.
   */
  softLoadTimeoutMs?: number | undefined;
  /** Loading anew before the end of a life; default not. */
  earlyRefresh?: EarlyRefresh | undefined;
  /**
   * Shortens each life that the namespace or a load gives by a random part up to this; 0 to below
   * 1, default 0. A life given to `set` is kept as it is.
   */
  ttlJitter?: number | undefined;
  /** One load at a time across processes; `true` = the defaults; default not. */
  lock?: LoadLockOptions | boolean | undefined;
}

/** {@link LoadPolicy}, checked and complete. */
export interface LoadSettings {
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
  /** How long values are kept beyond their lives: the longer of the two above. */
  readonly staleMs: number;
  readonly loadTimeoutMs: number | undefined;
  readonly softLoadTimeoutMs: number | undefined;
  readonly earlyRefresh: EarlyRefresh | undefined;
  readonly ttlJitter: number;
  readonly lock: { readonly ttlMs: number; readonly waitMs: number } | undefined;
}

/** Names of the policy's fields. */
export const loadPolicyNames: readonly string[] = [
  "staleWhileRevalidateMs",
  "staleIfErrorMs",
  "loadTimeoutMs",
  "softLoadTimeoutMs",
  "earlyRefresh",
  "ttlJitter",
  "lock",
];

/** @throws {TypeError | RangeError} naming the field that is wrong. */
export function resolveLoadPolicy(
  owner: string,
  reader: OptionReader,
  given: LoadPolicy,
  tier: Tier,
): LoadSettings {
  const staleWhileRevalidateMs = reader.number("staleWhileRevalidateMs", 0);
  const staleIfErrorMs = reader.number("staleIfErrorMs", 0);
  const softLoadTimeoutMs = reader.number("softLoadTimeoutMs", undefined, { min: 1 });
  const staleMs = Math.max(staleWhileRevalidateMs, staleIfErrorMs);
  if (tier === "security" && staleMs > 0) {
    throw new RangeError(
      `${owner}: staleWhileRevalidateMs and staleIfErrorMs must be 0 in the security tier, got ` +
        `${staleWhileRevalidateMs} and ${staleIfErrorMs}: what guards must not be out of date.`,
    );
  }
  if (softLoadTimeoutMs !== undefined && staleIfErrorMs === 0) {
    throw new RangeError(
      `${owner}: softLoadTimeoutMs ${softLoadTimeoutMs} needs a stale value to answer with: ` +
        "set staleIfErrorMs.",
    );
  }
  return {
    staleWhileRevalidateMs,
    staleIfErrorMs,
    staleMs,
    softLoadTimeoutMs,
    loadTimeoutMs: reader.number("loadTimeoutMs", undefined, { min: 1 }),
    earlyRefresh: resolveEarlyRefresh(owner, given.earlyRefresh),
    ttlJitter: belowOne(owner, "ttlJitter", reader.number("ttlJitter", 0, { fraction: true })),
    lock: resolveLock(owner, given.lock),
  };
}

function resolveEarlyRefresh(
  owner: string,
  given: EarlyRefresh | undefined,
): EarlyRefresh | undefined {
  if (given === undefined) return undefined;
  if (typeof given === "number") {
    if (given > 0) return belowOne(owner, "earlyRefresh", given);
    throw new RangeError(`${owner}: earlyRefresh must be above 0 and below 1, got ${given}.`);
  }
  const reader = new OptionReader(`${owner}.earlyRefresh`, given, ["beta"]);
  const beta = reader.number("beta", 1, { max: 1000, fraction: true });
  if (beta > 0) return { beta };
  throw new RangeError(`${owner}: earlyRefresh.beta must be above 0, got ${beta}.`);
}

function resolveLock(owner: string, given: LoadPolicy["lock"]): LoadSettings["lock"] {
  if (given === undefined || given === false) return undefined;
  const options = given === true ? {} : given;
  const reader = new OptionReader(`${owner}.lock`, options, ["ttlMs", "waitMs"]);
  return {
    ttlMs: reader.number("ttlMs", 10_000, { min: 1 }),
    waitMs: reader.number("waitMs", 5000),
  };
}

function belowOne(owner: string, name: string, value: number): number {
  if (value < 1) return value;
  throw new RangeError(`${owner}: ${name} must be below 1, got ${value}.`);
}
