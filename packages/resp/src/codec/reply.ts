// What a decoded reply is in JavaScript. The wire's finer distinctions (which null, which string) are
// kept by Frame; here only the meaning is.

import type { ReplyError } from "./reply-error.ts";

/**
 * One reply.
 *
 * | on the wire | "utf8" | "bytes" |
 * | --- | --- | --- |
 * | simple, bulk, verbatim, streamed string | string | Uint8Array that nobody else writes |
 * | integer | number, bigint beyond the safe range | the same |
 * | double | number | the same |
 * | big number | bigint | the same |
 * | boolean | boolean | the same |
 * | null in its three spellings | null | the same |
 * | error, bulk error | {@link ReplyError} | the same |
 * | array, set | array: order and duplicates are kept | the same |
 * | map | Map; the last of equal keys wins | {@link MapEntries} |
 *
 * Short values share memory with others that arrived next to them: a kept text of 13 to 256 units may
 * hold on to 1 KiB, a kept Uint8Array of up to 1 KiB to an ArrayBuffer of 8 KiB. Its bytes are its
 * own, its `buffer` is not: `slice()` it before you transfer it or keep many for long.
 */
export type Reply =
  | string
  | Uint8Array
  | number
  | bigint
  | boolean
  | null
  | ReplyError
  | Reply[]
  | Map<Reply, Reply>;

/** A map under "bytes": its pairs in the server's order, because byte arrays make no Map keys. */
export type MapEntries = [key: Reply, value: Reply][];

/** An out-of-band message (RESP3 `>`): never the reply to a command. */
export interface Push {
  /** Its first element, which the protocol requires to be text: "message", "invalidate" ... */
  readonly kind: string;
  /** Everything after the kind. */
  readonly data: Reply[];
}

/** What a server said about a value ahead of it (RESP3 `|`); no part of the value. */
export interface Attribute {
  /** A Map under "utf8", entries under "bytes". */
  readonly data: Map<Reply, Reply> | MapEntries;
  /** In how many aggregates of the reply the annotated value lies: 0 is the reply itself. */
  readonly depth: number;
}

/** How strings are handed over: decoded (ill-formed bytes become U+FFFD), or as bytes. */
export type StringMode = "utf8" | "bytes";
