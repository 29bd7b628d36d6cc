// What the command line and the process that holds the decoder say to each other.

import type { Finding } from "../finding.ts";
import type { Laws } from "./check-decode.ts";

/** An order to the process; each gets one answer, the first is always "load". */
export type Order =
  | { readonly kind: "load"; readonly url: string; readonly laws: Laws }
  | { readonly kind: "runs"; readonly seed: number; readonly from: number; readonly count: number }
  | {
      readonly kind: "probe";
      readonly bytes: Uint8Array;
      readonly cuts: readonly number[];
      /** True: cut just so. False: in many other ways too. */
      readonly exact: boolean;
    };

/** The answer: how many bytes were decoded, and what was found. */
export interface Answer {
  /** Runs that were completed. */
  readonly runs: number;
  /** Bytes that were decoded. */
  readonly bytes: number;
  /** The first finding. */
  readonly finding?: Finding | undefined;
  /** Why the module could not be loaded, or what failed in the checks themselves. */
  readonly failure?: string | undefined;
}
