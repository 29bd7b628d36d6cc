// One turn of one contender: so many callers, each with one command in flight, for so long.

import { quantile } from "simple-statistics";
import type { Caller } from "./contenders.ts";
import { encoded, type RawSocket } from "./raw-socket.ts";

/** What is asked for. */
export interface Case {
  readonly operation: "GET" | "SET";
  readonly valueBytes: number;
  /** Commands in flight. */
  readonly inFlight: number;
}

/** What one turn gave. */
export interface Sample {
  /** CPU time of the client's process per operation, user and system. */
  readonly cpuMicros: number;
  readonly opsPerSecond: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
}

/** So many callers note how long each command took; more would be measured themselves. */
const watchedCallers = 8;

/** Runs one turn of at least `turnMs`. */
export async function runTurn(
  client: Caller | RawSocket,
  wanted: Case,
  turnMs: number,
): Promise<Sample> {
  const counter = { operations: 0, stopped: false, micros: [] as number[] };
  const before = process.cpuUsage();
  const startedMs = performance.now();
  const timer = setTimeout(() => {
    counter.stopped = true;
  }, turnMs);
  if (client.kind === "raw") await exchangeBatches(client, wanted, counter);
  else await callAtOnce(client, wanted, counter);
  clearTimeout(timer);
  const seconds = (performance.now() - startedMs) / 1000;
  const { user, system } = process.cpuUsage(before);
  const { operations, micros } = counter;
  return {
    cpuMicros: (user + system) / operations,
    opsPerSecond: operations / seconds,
    p50Micros: quantile(micros, 0.5),
    p99Micros: quantile(micros, 0.99),
  };
}

/** The key that holds a value of this size, and the value: letters and digits, none like its neighbour. */
export function entryOf({ valueBytes }: Pick<Case, "valueBytes">): { key: string; value: string } {
  const digits = Array.from({ length: valueBytes }, (_, at) => ((at * 7) % 36).toString(36));
  return { key: `bench:${valueBytes}`, value: digits.join("") };
}

interface Counter {
  operations: number;
  stopped: boolean;
  readonly micros: number[];
}

async function callAtOnce(client: Caller, wanted: Case, counter: Counter): Promise<void> {
  const { key, value } = entryOf(wanted);
  const call = wanted.operation === "GET" ? () => client.get(key) : () => client.set(key, value);
  const callers = Array.from({ length: wanted.inFlight }, (_, index) =>
    index < watchedCallers ? watched(call, counter) : unwatched(call, counter),
  );
  await Promise.all(callers);
}

async function unwatched(call: () => Promise<unknown>, counter: Counter): Promise<void> {
  do {
    await call();
    counter.operations += 1;
  } while (!counter.stopped);
}

async function watched(call: () => Promise<unknown>, counter: Counter): Promise<void> {
  do {
    const startedMs = performance.now();
    await call();
    counter.micros.push((performance.now() - startedMs) * 1000);
    counter.operations += 1;
  } while (!counter.stopped);
}

async function exchangeBatches(client: RawSocket, wanted: Case, counter: Counter): Promise<void> {
  const { key, value } = entryOf(wanted);
  const isGet = wanted.operation === "GET";
  const one = isGet ? encoded("GET", key) : encoded("SET", key, value);
  const batch = Buffer.concat(Array.from({ length: wanted.inFlight }, () => one));
  const reply = isGet ? `$${value.length}\r\n${value}\r\n` : "+OK\r\n";
  do {
    const startedMs = performance.now();
    await client.exchange(batch, reply.length * wanted.inFlight);
    counter.micros.push((performance.now() - startedMs) * 1000);
    counter.operations += wanted.inFlight;
  } while (!counter.stopped);
}
