// A client that answers wrongly is not timed.

import type { Caller } from "./contenders.ts";
import { encoded, type RawSocket } from "./raw-socket.ts";
import { entryOf } from "./turn.ts";

/** Stores a value and reads it back, once alone and many times together. @throws {Error} if it differs. */
export async function checkReplies(client: Caller | RawSocket, valueBytes: number): Promise<void> {
  const { key, value } = entryOf({ valueBytes });
  if (client.kind === "raw") {
    await client.exchange(encoded("SET", key, value), "+OK\r\n".length);
    const reply = `$${value.length}\r\n${value}\r\n`;
    await client.exchange(encoded("GET", key), reply.length);
    return;
  }
  const stored = await client.set(key, value);
  if (stored !== "OK") throw new Error(`SET was answered with ${typeof stored}, not OK.`);
  const others = Array.from({ length: 20 }, (_, index) => `${key}:${index}`);
  await Promise.all(others.map((other) => client.set(other, other)));
  const read = await Promise.all([client.get(key), ...others.map((other) => client.get(other))]);
  const expected = [value, ...others];
  for (const [index, reply] of read.entries()) {
    if (reply !== expected[index]) throw new Error(`GET ${index} of 21 gave another value.`);
  }
}
