// Call options whose `strings` decides the result's type.

import type { StringMode } from "../codec/index.ts";
import type { CallOptions } from "./client-types.ts";

/** Settings of one call whose reply holds strings: text by default, bytes with `strings: "bytes"`. */
export interface TypedCallOptions<S extends StringMode> extends CallOptions {
  /** How strings in the reply are read; default "utf8". */
  strings?: S | undefined;
}
