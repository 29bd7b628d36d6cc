// Our three modes side by side: latencies one call after the other, throughput with a hundred at
// once, a workload of which four of five reads ask for one key in five, and what an entry costs in
// Redis. From the last follows how much memory Redis needs for so many users.

import { createCache, type Cache, type CacheMode, type Namespace } from "@respite/cache";
import { createClient } from "@respite/resp";
import { quantile } from "simple-statistics";
import type { Session } from "./contenders.ts";
import { randomOf } from "../../l1/random.ts";

/** One mode; latencies in milliseconds, throughput in operations per second of wall time. */
export interface GuideRow {
  readonly mode: CacheMode;
  readonly readP50: number;
  readonly readP99: number;
  readonly writeP50: number;
  readonly writeP99: number;
  readonly readsPerSecond: number;
  /** Reads answered without Redis; 0 in redis mode. */
  readonly localShare: number;
}

/** What an entry takes in Redis, key, value and the server's own bookkeeping, in bytes. */
export interface Footprint {
  readonly kind: "session" | "token" | "jti";
  readonly bytes: number;
}

const keyCount = 10_000;
const atOnce = 100;

/** Measures the three modes one after the other. */
export async function measureGuide(port: number, operations: number): Promise<GuideRow[]> {
  const rows: GuideRow[] = [];
  for (const mode of ["memory", "redis", "hybrid"] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    rows.push(await measureMode(mode, port, operations));
  }
  return rows;
}

async function measureMode(mode: CacheMode, port: number, operations: number): Promise<GuideRow> {
  const cache = cacheOf(mode, port);
  const sessions = cache.namespace<Session>("session", { ttlMs: 3_600_000 });
  await inGroups(keyCount, (index) => sessions.set(`s${index}`, sessionOf(index)));
  const draw = skewedKeys();
  const writes = await latencies(operations / 10, () => sessions.set(draw(), sessionOf(1)));
  const reads = await latencies(operations, () => sessions.get(draw()));
  const startedMs = performance.now();
  await inGroups(operations, () => sessions.get(draw()));
  const readsPerSecond = operations / ((performance.now() - startedMs) / 1000);
  const localShare = mode === "memory" ? 1 : await shareReadHere(sessions, draw, operations);
  await cache.close();
  return {
    mode,
    readP50: quantile(reads, 0.5),
    readP99: quantile(reads, 0.99),
    writeP50: quantile(writes, 0.5),
    writeP99: quantile(writes, 0.99),
    readsPerSecond,
    localShare,
  };
}

function cacheOf(mode: CacheMode, port: number): Cache {
  // Half of the keys fit into this process.
  const l1 = { maxEntries: mode === "memory" ? keyCount : keyCount / 2 };
  if (mode === "memory") return createCache({ mode, l1 });
  return createCache({ mode, l1, keyPrefix: `guide-${mode}`, redis: { host: "127.0.0.1", port } });
}

async function shareReadHere(
  sessions: Namespace<Session>,
  draw: () => string,
  operations: number,
): Promise<number> {
  let local = 0;
  await inGroups(operations / 10, async () => {
    const { source } = await sessions.getWithMeta(draw());
    if (source === "l1") local += 1;
  });
  return local / (operations / 10);
}

/** Four of five draws are from a fifth of the keys. */
function skewedKeys(): () => string {
  const random = randomOf(11);
  return () => {
    const range = random() < 0.8 ? keyCount / 5 : keyCount;
    return `s${Math.floor(random() * range)}`;
  };
}

async function latencies(count: number, work: () => Promise<unknown>): Promise<number[]> {
  for (let index = 0; index < Math.min(count, 1000); index += 1) {
    // oxlint-disable-next-line no-await-in-loop -- that is the case measured
    await work();
  }
  const taken: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const startedMs = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- that is the case measured
    await work();
    taken.push(performance.now() - startedMs);
  }
  return taken;
}

/** Fills Redis with entries of each kind and asks it how much memory they took. */
export async function measureFootprints(port: number): Promise<Footprint[]> {
  const client = createClient({ host: "127.0.0.1", port });
  const cache = createCache({ mode: "redis", keyPrefix: "traefikoidc", redis: client });
  const sessions = cache.namespace<Session>("session", { ttlMs: 86_400_000 });
  const tokens = cache.namespace<string>("token", { ttlMs: 3_600_000 });
  const guard = cache.replayGuard();
  const expiresAtMs = Date.now() + 3_600_000;
  const fill: Record<Footprint["kind"], (index: number) => Promise<unknown>> = {
    session: (index) => sessions.set(hexOf(index), sessionOf(index)),
    // About as long as a signed token with a dozen claims.
    token: (index) => tokens.set(hexOf(index), "t".repeat(900)),
    jti: (index) => guard.consume(hexOf(index), { expiresAtMs }),
  };
  const footprints: Footprint[] = [];
  for (const [kind, add] of Object.entries(fill)) {
    /* oxlint-disable no-await-in-loop -- one after the other */
    const before = await usedMemory(client);
    await inGroups(keyCount, add);
    const bytes = ((await usedMemory(client)) - before) / keyCount;
    footprints.push({ kind: kind as Footprint["kind"], bytes });
    /* oxlint-enable no-await-in-loop */
  }
  await cache.close();
  await client.close();
  return footprints;
}

async function usedMemory(client: ReturnType<typeof createClient>): Promise<number> {
  const info = await client.call<string>(["INFO", "memory"]);
  return Number(/^used_memory_dataset:(\d+)/m.exec(info)?.[1]);
}

/** As long as the names that token ids and session ids have. */
function hexOf(index: number): string {
  return index.toString(16).padStart(36, "0");
}

function sessionOf(number: number): Session {
  return { user: "ada", roles: ["reader", "writer"], number };
}

async function inGroups(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let first = 0; first < count; first += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, count - first) }, (_, of) => first + of);
    // oxlint-disable-next-line no-await-in-loop -- a hundred at once, no more
    await Promise.all(group.map(work));
  }
}
