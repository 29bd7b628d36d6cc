// Bytes that are no RESP. After one nothing that follows can be trusted: whose reply it is, or where
// it begins. The decoder is dead and its connection must end.

import { RespError } from "../base/index.ts";
import { printable } from "./printable.ts";

/** How many bytes before and with the offending one a message shows. */
const excerptBytes = 32;

/** Bytes that are no RESP, or that pass a limit; `offset` counts from the stream's first byte. */
export class ProtocolError extends RespError {
  /** Always `PROTOCOL_ERROR`. */
  declare readonly code: "PROTOCOL_ERROR";
  /**
   * Where: the offending byte, or the first byte of the token that passes a limit. Counted from the
   * first byte the decoder was given.
   */
  readonly offset: number;

  constructor(reason: string, offset: number, excerpt?: Uint8Array) {
    const shown = excerpt === undefined ? "" : `, at the end of "${printable(excerpt)}"`;
    super("PROTOCOL_ERROR", `The stream is no valid RESP: ${reason} at byte ${offset}${shown}.`);
    this.offset = offset;
  }

  static {
    Object.defineProperty(this.prototype, "name", { value: "ProtocolError", configurable: true });
  }
}

/** The bytes of `[start, at]` that a message shows: the last {@link excerptBytes} of them. */
export function excerptOf(bytes: Uint8Array, start: number, at: number): Uint8Array {
  return bytes.subarray(Math.max(start, at + 1 - excerptBytes), at + 1);
}
