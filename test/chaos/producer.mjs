// A producer that never awaits, in a process of its own, so that its memory can be weighed:
//
//   node --expose-gc producer.mjs '{"port":6379,"options":{…},"valueBytes":1000,"perTurn":2000,"turns":100}'
//
// It prints what was refused, when, and what the memory came to, as one line of JSON.

import { createClient } from "@respite/resp";

const { port, options, valueBytes, perTurn, turns } = JSON.parse(process.argv[2]);
const client = createClient({ port, ...options });
const value = new Uint8Array(valueBytes);

const result = {
  issued: 0,
  /** Refused before anything else could happen. */
  refusedInTurn: 0,
  refusedLater: 0,
  otherErrors: {},
  highestPending: 0,
  highestPendingBytes: 0,
  baseBytes: 0,
  peakBytes: 0,
};

async function usedBytes() {
  globalThis.gc();
  // Memory of arrays is given back a turn after their objects are gone.
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Ends once all that is due in this turn has been done. */
async function endOfTurn() {
  for (let count = 0; count < 50; count += 1) await Promise.resolve();
}

let inTurn = true;
const noted = (error) => {
  if (error.code !== "QUEUE_FULL") {
    result.otherErrors[error.code] = (result.otherErrors[error.code] ?? 0) + 1;
  } else if (inTurn) result.refusedInTurn += 1;
  else result.refusedLater += 1;
};

// Warm: code, shapes and one connection attempt are no part of the queue.
await client.set("warm", "x", { timeoutMs: 50 }).catch(() => {});
result.baseBytes = await usedBytes();

for (let turn = 0; turn < turns; turn += 1) {
  inTurn = true;
  for (let count = 0; count < perTurn; count += 1) {
    client.set("k", value).catch(noted);
    result.issued += 1;
  }
  await endOfTurn();
  inTurn = false;
  const { pending, pendingBytes } = client.stats();
  result.highestPending = Math.max(result.highestPending, pending);
  result.highestPendingBytes = Math.max(result.highestPendingBytes, pendingBytes);
  if (turn % 4 === 3) result.peakBytes = Math.max(result.peakBytes, await usedBytes());
  await new Promise((resolve) => setTimeout(resolve, 1));
}

const { pending } = client.stats();
client.destroy();
await new Promise((resolve) => setImmediate(resolve));
process.stdout.write(`${JSON.stringify({ ...result, pending, left: client.stats().pending })}\n`);
