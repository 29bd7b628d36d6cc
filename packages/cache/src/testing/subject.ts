// What the contract suite is run on, and the small tools its cases share.

import { resolveEnvironment } from "@respite/resp/base";
import type { CacheBackend, CacheEntry, WriteOutcome } from "../backend.ts";
import type { Stamp } from "../stamp.ts";
import { assertTrue } from "./assert.ts";

/** A fresh, empty backend to test, and what the suite may do with it. */
export interface BackendSubject {
  /** What is tested. */
  readonly backend: CacheBackend;
  /** Another instance over the same store, as another replica has it. */
  readonly peer?: CacheBackend | undefined;
  /** A backend with another prefix on the same server, to see that it is left alone. */
  readonly neighbour?: CacheBackend | undefined;
  /** Moves the clock that lives are counted by; without it the suite waits in real time. */
  readonly advance?: ((ms: number) => void | Promise<void>) | undefined;
  /** What an undisturbed write resolves with; default "shared". */
  readonly outcome?: WriteOutcome | undefined;
  /** Ends everything the subject opened. */
  close(): Promise<void>;
}

/** One clause of the contract. */
export interface ContractCase {
  readonly name: string;
  /** "stamps": only for backends that keep them. */
  readonly needs?: "stamps" | undefined;
  run(subject: BackendSubject): Promise<void>;
}

/** A text as bytes; ASCII only. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** What an entry, or undefined, says as ASCII text. */
export function textOf(entry: CacheEntry | undefined): string | undefined {
  return entry === undefined ? undefined : String.fromCharCode(...entry.value);
}

/** A stamp of November 2023, so many milliseconds on. */
export function stampAt(offsetMs: number, counter: number = 0, replica: number = 1): Stamp {
  return { timeMs: 1_700_000_000_000 + offsetMs, counter, replica };
}

/** Lets `ms` pass: by the subject's clock, or in real time. */
export async function pass(subject: BackendSubject, ms: number): Promise<void> {
  if (subject.advance !== undefined) {
    await subject.advance(ms);
    return;
  }
  const environment = resolveEnvironment();
  await new Promise<void>((resolve) => {
    environment.setTimer(resolve, ms);
  });
}

/** Lets `ms` pass, then waits until `condition` holds, at most two seconds longer. */
export async function passUntil(
  subject: BackendSubject,
  ms: number,
  condition: () => Promise<boolean>,
): Promise<void> {
  await pass(subject, ms);
  for (let attempt = 0; attempt < 200; attempt += 1) {
    // Each look depends on the wait before it.
    // oxlint-disable-next-line no-await-in-loop
    if (await condition()) return;
    // oxlint-disable-next-line no-await-in-loop
    await pass(subject, 10);
  }
  assertTrue(false, `Still not so ${ms + 2000} ms later: ${condition.toString()}`);
}

/** A CancelSignal that has fired. */
export const firedSignal = {
  aborted: true,
  reason: "the test's reason",
  addEventListener(): void {},
  removeEventListener(): void {},
} as const;
