// One replica as a process of its own: a hybrid cache that answers questions over IPC, and makes
// traffic on demand. It ends when its IPC line breaks.

import {
  type CacheOptions,
  createCache,
  type HybridStats,
  isCacheError,
  type ValueWithMeta,
} from "@respite/cache";

/** What a replica is asked. */
export type CacheQuestion =
  | { readonly ask: "set"; readonly key: string; readonly value: string }
  | { readonly ask: "delete" | "get" | "isRevoked"; readonly key: string }
  | { readonly ask: "startTraffic"; readonly name: string; readonly ids: readonly string[] }
  | { readonly ask: "stopTraffic" | "state" };

/** What travels to the replica; its answers carry the number back. */
export interface Asked {
  readonly number: number;
  readonly question: CacheQuestion;
}

/** The answer, or the error's code. */
export interface Answered {
  readonly number: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** What came of a replica's traffic. */
export interface TrafficReport {
  /** The last value of the replica's own key that was acknowledged. */
  readonly last: string;
  /** Tokens whose revocation was acknowledged, shared or queued. */
  readonly revoked: readonly string[];
  /** Ids that this replica accepted. */
  readonly accepted: readonly string[];
  /** Writes that were journaled. */
  readonly queued: number;
}

/** Where a replica stands. */
export interface ReplicaState {
  readonly availability: HybridStats["availability"];
  readonly channelUp: boolean;
  readonly writes: HybridStats["writes"];
  readonly queued: number;
}

const cache = createCache(JSON.parse(process.argv[2] ?? "{}") as CacheOptions);
const sessions = cache.namespace<string>("session", { ttlMs: 600_000 });
const blacklist = cache.namespace<boolean>("blacklist", { ttlMs: 600_000, tier: "security" });
const guard = cache.replayGuard();
const stats = (): HybridStats => cache.stats().backend as HybridStats;

const loops = { isStopped: false };
const report = { last: "", revoked: [] as string[], accepted: [] as string[], queued: 0 };
let traffic: Promise<unknown> | undefined;

/** True if a write was acknowledged: everywhere, or here and in the journal. */
async function acknowledged(written: Promise<unknown>): Promise<boolean> {
  try {
    await written;
    return true;
  } catch (error) {
    if (!isCacheError(error) || error.code !== "NOT_SHARED") return false;
    report.queued += 1;
    return true;
  }
}

async function write(name: string): Promise<void> {
  for (let turn = 1; !loops.isStopped; turn += 1) {
    const value = `${name} ${turn}`;
    if (await acknowledged(sessions.set(name, value))) report.last = value;
    const token = `${name}:${turn}`;
    if (await acknowledged(blacklist.set(token, true))) report.revoked.push(token);
    // So many a second, as users come; in an outage nothing else would hold the loop back.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function consume(ids: readonly string[]): Promise<void> {
  const issuedAtMs = Date.now();
  for (let turn = 0; !loops.isStopped; turn += 1) {
    const id = ids[turn % ids.length] ?? "";
    const options = { issuedAtMs, expiresAtMs: issuedAtMs + 600_000 };
    if ((await guard.consume(id, options)) === "accepted") report.accepted.push(id);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function answerTo(question: CacheQuestion): Promise<unknown> {
  switch (question.ask) {
    case "set":
      return sessions.set(question.key, question.value);
    case "delete":
      return sessions.delete(question.key);
    case "get":
      return (await sessions.getWithMeta(question.key)) satisfies ValueWithMeta<string>;
    case "isRevoked":
      return blacklist.get(question.key);
    case "startTraffic":
      traffic = Promise.all([write(question.name), consume(question.ids)]);
      return undefined;
    case "stopTraffic":
      loops.isStopped = true;
      await traffic;
      return report satisfies TrafficReport;
    default: {
      const { availability, channel, writes } = stats();
      return { availability, channelUp: channel.up, writes, queued: report.queued };
    }
  }
}

process.on("message", ({ number, question }: Asked) => {
  answerTo(question).then(
    (answer) => process.send?.({ number, answer } satisfies Answered),
    (error: Error & { code?: string }) =>
      process.send?.({ number, error: error.code ?? error.message } satisfies Answered),
  );
});
process.on("disconnect", () => process.exit(0));
await cache.connect();
process.send?.({ number: 0 } satisfies Answered);
