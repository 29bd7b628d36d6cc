// A decoder that is wrong is not timed: every reply of a stream is compared with what was encoded.

import { isDeepStrictEqual } from "node:util";
import type { Expected } from "./cases.ts";
import type { Mode, Peer } from "./peers.ts";
import type { Stream } from "./streams.ts";

/** What is wrong with the peer's replies, or undefined if nothing is. */
export function faultOf(peer: Peer, mode: Mode, { chunks, replies }: Stream): string | undefined {
  let count = 0;
  let fault: string | undefined;
  const write = peer.open(mode, (reply) => {
    const expected = replies[count++];
    if (fault !== undefined) return;
    const plain = flatMap(plainOf(reply, mode), expected);
    if (isDeepStrictEqual(plain, likeReply(expected, mode))) return;
    fault = `reply ${count} is ${JSON.stringify(plain)?.slice(0, 60)}`;
  });
  try {
    for (const chunk of chunks) write(chunk);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (fault === undefined && count !== replies.length) return `${count} of ${replies.length}`;
  return fault;
}

/** The entries of a map may still be pairs. */
function flatMap(plain: unknown, expected: Expected | undefined): unknown {
  const isMap = typeof expected === "object" && expected !== null && "pairs" in expected;
  return isMap && Array.isArray(plain) ? plain.flat() : plain;
}

/** Under bytes a text is marked as such, so that a string in its place is a fault. */
function likeReply(value: Expected | undefined, mode: Mode): unknown {
  if (typeof value === "string") return mode === "bytes" ? { bytes: value } : value;
  if (value === null || typeof value !== "object") return value;
  if (!("pairs" in value)) return value.map((each) => likeReply(each, mode));
  return value.pairs.flat().map((each) => likeReply(each, mode));
}

/** Maps come as Map, object, entries or flat list: all become flat lists. */
function plainOf(value: unknown, mode: Mode): unknown {
  if (value === null || typeof value !== "object") return value;
  if (ArrayBuffer.isView(value)) {
    return { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString() };
  }
  if (value instanceof Error) return { error: value.message };
  if (value instanceof Map) return [...value].flat().map((each) => plainOf(each, mode));
  if (Array.isArray(value)) return value.map((each) => plainOf(each, mode));
  // The keys of an object are strings in any mode.
  return Object.entries(value).flatMap(([name, each]) => [
    likeReply(name, mode),
    plainOf(each, mode),
  ]);
}
