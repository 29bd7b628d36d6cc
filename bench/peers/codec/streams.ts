// The bytes of many replies behind each other, cut as a socket may cut them.

import { type Case, type Expected, wireOf } from "./cases.ts";
import { random } from "./random.ts";

/** How a stream is cut. */
export type Cutting = "whole" | "split" | "single";

/** How the table and the README call it. */
export const cuttings: Record<Cutting, string> = {
  whole: "chunks of about 64 KB that end with a reply's end",
  split: "chunks of 1 to 4096 bytes at random, seeded",
  single: "one reply per chunk",
};

/** A stream in chunks, and what it means. */
export interface Stream {
  readonly chunks: readonly Buffer[];
  readonly replies: readonly Expected[];
}

const wholeBytes = 64 * 1024;
const longestSplit = 4096;

/** About `totalBytes` of replies. Every chunk has memory of its own, as a socket's chunks have. */
export function streamOf(which: Case, cutting: Cutting, totalBytes: number): Stream {
  const replies: Expected[] = [];
  const chunks: Buffer[] = [];
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const flush = (): void => {
    chunks.push(ownBuffer(pending));
    pending = [];
    pendingBytes = 0;
  };
  for (let bytes = 0; bytes < totalBytes;) {
    const value = which.reply();
    const wire = wireOf(value);
    replies.push(value);
    pending.push(wire);
    bytes += wire.length;
    pendingBytes += wire.length;
    if (cutting === "single" || pendingBytes >= wholeBytes) flush();
  }
  if (pending.length > 0) flush();
  return { replies, chunks: cutting === "split" ? splitAtRandom(ownBuffer(chunks)) : chunks };
}

function splitAtRandom(bytes: Buffer): Buffer[] {
  const next = random(4711);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = 1 + Math.floor(next() * longestSplit);
    pieces.push(ownBuffer([bytes.subarray(at, at + length)]));
    at += length;
  }
  return pieces;
}

/** Outside Node's shared pool: a socket's chunks are. */
function ownBuffer(parts: readonly Uint8Array[]): Buffer {
  const all = Buffer.concat(parts);
  const own = new Uint8Array(all.length);
  own.set(all);
  return Buffer.from(own.buffer);
}
