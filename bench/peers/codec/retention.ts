// What one kept small value keeps alive: of many replies every hundredth is kept, and the memory that
// remains is divided by how many were kept. Needs --expose-gc.

import type { Mode, Peer } from "./peers.ts";

/** What a kept value costs. */
export interface Retention {
  readonly name: string;
  readonly mode: Mode;
  /** Bytes of the value itself. */
  readonly valueBytes: number;
  /** Heap and array buffers that remain per kept value. */
  readonly retainedBytes: number;
}

const chunkBytes = 64 * 1024;
const keptCount = 2000;
const keepEvery = 100;
const filler = "abcdefghijklmnopqrstuvwxyz".repeat(12);

/** Measures one decoder; undefined without `gc`. */
export function retentionOf(peer: Peer, mode: Mode, valueBytes: number): Retention | undefined {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) return undefined;
  // The first pass pays for what is compiled and set up once.
  keep(peer, mode, valueBytes, gc);
  const retainedBytes = keep(peer, mode, valueBytes, gc) / keptCount;
  return { name: peer.name, mode, valueBytes, retainedBytes };
}

/** How much memory is in use more after `keptCount` values were kept. */
function keep(peer: Peer, mode: Mode, valueBytes: number, gc: () => void): number {
  const kept: unknown[] = [];
  let seen = 0;
  const write = peer.open(mode, (reply) => {
    if (seen++ % keepEvery === 0 && kept.length < keptCount) kept.push(reply);
  });
  const before = settled(gc);
  for (let chunk = 0; kept.length < keptCount; chunk++) write(chunkOf(valueBytes, chunk));
  const retained = settled(gc) - before;
  if (kept.length !== keptCount) throw new Error("Not all were kept.");
  return retained;
}

function chunkOf(valueBytes: number, chunk: number): Buffer {
  const count = Math.floor(chunkBytes / (valueBytes + 6));
  let text = "";
  for (let index = 0; index < count; index++) {
    const value = `${chunk}.${index}.${filler}`;
    text += `$${valueBytes}\r\n${value.slice(0, valueBytes)}\r\n`;
  }
  const bytes = new Uint8Array(text.length);
  new TextEncoder().encodeInto(text, bytes);
  return Buffer.from(bytes.buffer);
}

function settled(gc: () => void): number {
  for (let count = 0; count < 3; count++) gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
