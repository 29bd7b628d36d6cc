// What handlers answer: frames of the codec, built by small words so that a handler says what it means
// (a map, a null) and the protocol of the connection decides how it looks.

import { encodeUtf8 } from "../../base/index.ts";
import { bulkFrame, type Frame, simpleFrame } from "../../codec/index.ts";
import { fromBinary } from "./bytes.ts";

export {
  arrayFrame as array,
  bulkFrame as bulk,
  integerFrame as integer,
  simpleFrame as simple,
} from "../../codec/index.ts";

/** One reply or push; written by `encodeFrame` for the connection's protocol. */
export type Answer = Frame;

/** `+OK`. */
export const ok: Answer = simpleFrame("OK");
/** `+QUEUED`: what a command between MULTI and EXEC is answered. */
export const queued: Answer = simpleFrame("QUEUED");
/** `$-1` under RESP2, `_` under RESP3. */
export const nil: Answer = { type: "null", form: "_" };

/** `*-1` under RESP2, `_` under RESP3: where an array was asked for. */
export function nilArray(protocol: 2 | 3): Answer {
  return { type: "null", form: protocol === 2 ? "*-1" : "_" };
}

/** An error reply; `text` begins with its kind, as in "ERR syntax error". */
export function errorAnswer(text: string): Answer {
  // One line, as the server does it: what a client sent may come back inside.
  return { type: "error", bytes: encodeUtf8(text.replaceAll(/[\r\n]/g, " ")) };
}

/** A key or member from the keyspace. */
export function binaryBulk(text: string): Answer {
  return { type: "bulk", bytes: fromBinary(text) };
}

/** Text for people: a verbatim string under RESP3, a bulk under RESP2. */
export function verbatim(text: string): Answer {
  return { type: "verbatim", format: "txt", bytes: encodeUtf8(text) };
}

/** A byte string, or null for none. */
export function bulkOrNil(value: Uint8Array | undefined): Answer {
  return value === undefined ? nil : bulkFrame(value);
}

/** Pairs; a flat array under RESP2. */
export function map(entries: readonly (readonly [key: Answer, value: Answer])[]): Answer {
  return { type: "map", entries };
}

/** A set; an array under RESP2. */
export function set(items: readonly Answer[]): Answer {
  return { type: "set", items };
}

/** Out-of-band data; an array under RESP2. */
export function push(items: readonly Answer[]): Answer {
  return { type: "push", items };
}
