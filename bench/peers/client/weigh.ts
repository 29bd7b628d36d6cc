// Memory: what a command holds while it waits for its reply, and what a connection holds at rest.

import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Address, Caller, Contender } from "./contenders.ts";
import type { RawSocket } from "./raw-socket.ts";

/** Connections are opened so many at a time. */
const openedAtOnce = 100;
/** Time for the commands to leave; the server has none for them. */
const settleMs = 300;

/** Bytes of heap and outside it (one promise included) per command in flight, at a frozen server. */
export async function weigh(client: Caller | RawSocket, commands: number): Promise<number> {
  if (client.kind === "raw") return 0;
  const collect = exposeGc();
  const replies: Promise<unknown>[] = Array.from({ length: commands });
  const before = await usedBytes(collect);
  for (let index = 0; index < commands; index += 1) replies[index] = client.get("bench:16");
  await sleep(settleMs);
  const bytes = (await usedBytes(collect)) - before;
  // Only now: a handler weighs 160 bytes of its own. Clients that end lose what is in flight.
  for (const reply of replies) reply.catch(() => {});
  return bytes / commands;
}

/** What a crowd of connections weighs. */
export interface Crowd {
  readonly connections: number;
  /** Heap and memory outside it, per connection. */
  readonly bytes: number;
  /** The process's resident memory, per connection. */
  readonly residentBytes: number;
  /** CPU time to open one. */
  readonly cpuMicros: number;
  /** How long it took until each had answered a PING, all at once. */
  readonly pingAllMs: number;
}

/** Opens so many clients with a connection each; all must answer a PING. */
export async function weighCrowd(
  contender: Contender,
  address: Address,
  connections: number,
): Promise<Crowd> {
  const collect = exposeGc();
  const first = await contender.open(address);
  if (first.kind === "raw") throw new TypeError("A raw socket is no client.");
  await first.ping();
  const [before, residentBefore] = [await usedBytes(collect), process.memoryUsage().rss];
  const cpuBefore = process.cpuUsage();
  const clients: Caller[] = [];
  while (clients.length < connections) {
    const count = Math.min(openedAtOnce, connections - clients.length);
    const opened = await Promise.all(Array.from({ length: count }, () => contender.open(address)));
    clients.push(...(opened as Caller[]));
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const startedMs = performance.now();
  const pongs = await Promise.all(clients.map((client) => client.ping()));
  const pingAllMs = performance.now() - startedMs;
  const wrong = pongs.filter((pong) => pong !== "PONG").length;
  if (wrong > 0) throw new Error(`${wrong} of ${connections} connections did not answer a PING.`);
  const bytes = (await usedBytes(collect)) - before;
  const residentBytes = process.memoryUsage().rss - residentBefore;
  for (const client of [first, ...clients]) client.close();
  return {
    connections,
    bytes: bytes / connections,
    residentBytes: residentBytes / connections,
    cpuMicros: (user + system) / connections,
    pingAllMs,
  };
}

/** Twice, as what is freed outside the heap shows only at the next collection. */
async function usedBytes(collect: () => void): Promise<number> {
  collect();
  await sleep(20);
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function exposeGc(): () => void {
  setFlagsFromString("--expose_gc");
  return runInNewContext("gc") as () => void;
}
