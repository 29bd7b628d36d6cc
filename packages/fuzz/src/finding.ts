// What a run looks for, and what it hands over when it found something.

/** What went wrong. */
export type FindingKind =
  /** Decoder: it threw instead of answering "invalid". */
  | "threw"
  /** Decoder: it judges otherwise than the second decoder. */
  | "verdict"
  /** Decoder: its values are not what was said. */
  | "values"
  /** Decoder: cut differently, the same bytes are judged differently. */
  | "cutting"
  /** Decoder: its process ended, as it does when it runs out of memory. */
  | "aborted"
  /** Decoder: no answer in time. Server: none to a PING on a new connection. */
  | "hang"
  /** Server: it answered with what is no RESP. */
  | "undecodable"
  /** Server: a legal request got no reply, or not all of its bytes, or the connection ended. */
  | "lost-reply"
  /** Server: an ECHO or PING came back as something else, or a reply came that nobody asked for. */
  | "wrong-reply"
  /** Server: it takes no connection any more. */
  | "down";

/** One thing found. */
export interface Finding {
  /** What went wrong. */
  readonly kind: FindingKind;
  /** The same in words. */
  readonly detail: string;
  /** The input that shows it. */
  readonly bytes: Uint8Array;
  /** Where the input was cut. */
  readonly cuts: readonly number[];
  /** Which run of the seed it was; undefined for a replay. */
  readonly run?: number | undefined;
}

/** How a run ended. */
export interface RunResult {
  /** Inputs tried. */
  readonly runs: number;
  /** Bytes sent or decoded. */
  readonly bytes: number;
  /** The first finding, minimised where that was possible. */
  readonly finding?: Finding | undefined;
  /** Further inputs that may be to blame; a server went down with several connections open. */
  readonly suspects?: readonly Finding[] | undefined;
}

/** What both kinds of run are told. */
export interface RunOptions {
  /** Names the run. */
  readonly seed: number;
  /** Most inputs. */
  readonly runs: number;
  /** When to end, as milliseconds of `performance.now()`. */
  readonly deadline: number;
  /** So many milliseconds without an answer are a hang. */
  readonly hangMs: number;
  /** Called now and then with what was done so far. */
  readonly onProgress?: ((progress: Pick<RunResult, "runs" | "bytes">) => void) | undefined;
}

/** The random generator of one run: every input can be made again from seed and run alone. */
export function runSeed(seed: number, run: number): number {
  return Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) + run;
}
