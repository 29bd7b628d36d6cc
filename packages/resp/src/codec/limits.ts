// What one reply may cost. A server is trusted to be a server, not to be well: a bad length or a
// desynchronised stream must end in an error and not in the process's memory.

import { OptionReader } from "../base/index.ts";

/** Bounds on what is decoded; what passes one is a `ProtocolError`. All sizes are wire bytes. */
export interface Limits {
  /** Longest line between its type byte and its CR: texts, numbers, lengths. Default 65,536. */
  readonly maxLineBytes: number;
  /** Longest bulk, and longest streamed string in all. Default 536,870,912 (512 MiB, the server's). */
  readonly maxBulkBytes: number;
  /**
   * Most elements of one aggregate; a map's or attribute's pair counts as two. Default 16,777,216,
   * which is also the most entries a Map can have in V8.
   */
  readonly maxElements: number;
  /** Most aggregates within each other; a scalar reply has depth 0. Default 1024. */
  readonly maxDepth: number;
  /** Longest whole reply or push, its attributes included. Default 1,073,741,824 (1 GiB). */
  readonly maxReplyBytes: number;
}

/** The limits of a decoder that is given none. */
export const defaultLimits: Limits = Object.freeze({
  maxLineBytes: 65_536,
  maxBulkBytes: 512 * 1024 * 1024,
  maxElements: 16_777_216,
  maxDepth: 1024,
  maxReplyBytes: 1024 * 1024 * 1024,
});

/**
 * Completes `given` with {@link defaultLimits}.
 *
 * @throws {TypeError} for an unknown name or a value that is no number.
 * @throws {RangeError} for a negative or fractional value.
 */
export function resolveLimits(given: Partial<Limits> | undefined): Limits {
  const names = Object.keys(defaultLimits) as (keyof Limits)[];
  const reader = new OptionReader("limits", given, names);
  const limit = (name: keyof Limits): number => reader.number(name, defaultLimits[name]);
  return Object.freeze({
    maxLineBytes: limit("maxLineBytes"),
    maxBulkBytes: limit("maxBulkBytes"),
    maxElements: limit("maxElements"),
    maxDepth: limit("maxDepth"),
    maxReplyBytes: limit("maxReplyBytes"),
  });
}
