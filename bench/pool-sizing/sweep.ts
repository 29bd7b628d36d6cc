// Pool size x concurrency over a real server, one client per rival and cell, in exclusive mode:
// every command leases a connection. The rivals take turns within each round, so that a slow minute
// of the machine falls on both.

import { createClient, type Client } from "@respite/resp";
import { measure, medianOf, ratioOf, type Figures } from "./measure.ts";
import { RawSockets } from "./raw-sockets.ts";
import { rivals, type Rival } from "./rival.ts";

/** What to sweep. */
export interface SweepPlan {
  readonly url: string;
  readonly poolSizes: readonly number[];
  readonly concurrencies: readonly number[];
  readonly valueBytes: number;
  readonly rounds: number;
  readonly roundMs: number;
}

/** One row of the result: medians over the rounds. */
export interface SweepRow extends Figures {
  readonly poolSize: number;
  readonly concurrency: number;
  readonly pool: Rival["name"] | "raw sockets";
  /** The slowest and the fastest round. */
  readonly opsPerSecondRange: readonly [number, number];
  /** Figures as shares of generic-pool's in the same round, medians. */
  readonly toGenericPool: { readonly opsPerSecond: number; readonly cpuMicrosPerOp: number };
}

const key = "respite:bench:pool-sizing";

/** Measures every cell; `progress` hears one line before each. */
export async function sweep(
  plan: SweepPlan,
  progress: (line: string) => void,
): Promise<SweepRow[]> {
  await fillKey(plan);
  const rows: SweepRow[] = [];
  for (const poolSize of plan.poolSizes) {
    for (const concurrency of plan.concurrencies) {
      progress(`pool size ${poolSize}, ${concurrency} at once`);
      // oxlint-disable-next-line no-await-in-loop -- cells must not disturb each other
      rows.push(...(await measureCell(plan, poolSize, concurrency)));
    }
  }
  return rows;
}

async function fillKey({ url, valueBytes }: SweepPlan): Promise<void> {
  const client = createClient({ url });
  try {
    await client.set(key, "v".repeat(valueBytes));
  } finally {
    await client.close();
  }
}

/** One of those who take turns in a cell. */
interface Contender {
  readonly name: SweepRow["pool"];
  readonly workers: number;
  readonly rounds: Figures[];
  get(worker: number): Promise<unknown>;
  close(): Promise<void>;
}

async function measureCell(
  plan: SweepPlan,
  poolSize: number,
  concurrency: number,
): Promise<SweepRow[]> {
  const sockets = await RawSockets.open(plan.url, Math.min(poolSize, concurrency), key);
  const contenders = [
    contender("raw sockets", sockets.count, sockets),
    ...rivals.map((rival) => {
      const client = clientOf(rival, plan.url, poolSize);
      const get = (): Promise<unknown> => client.get(key);
      return contender(rival.name, concurrency, { get, close: () => client.close() });
    }),
  ];
  try {
    await takeTurns(contenders, plan);
  } finally {
    await Promise.all(contenders.map((one) => one.close()));
  }
  return rowsOf(contenders, poolSize, concurrency);
}

function contender(
  name: Contender["name"],
  workers: number,
  subject: Pick<Contender, "get" | "close">,
): Contender {
  const get = (worker: number): Promise<unknown> => subject.get(worker);
  return { name, workers, rounds: [], get, close: () => subject.close() };
}

async function takeTurns(contenders: readonly Contender[], plan: SweepPlan): Promise<void> {
  // Round -1 opens the connections and lets the compiler see the code.
  for (let round = -1; round < plan.rounds; round++) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const one of order) {
      // oxlint-disable-next-line no-await-in-loop -- they take turns
      const figures = await measure((worker) => one.get(worker), one.workers, plan.roundMs);
      if (round >= 0) one.rounds.push(figures);
    }
  }
}

function rowsOf(
  contenders: readonly Contender[],
  poolSize: number,
  concurrency: number,
): SweepRow[] {
  const generic = contenders.find(({ name }) => name === "generic-pool")?.rounds ?? [];
  return contenders.map(({ name, rounds }) => {
    const throughputs = rounds.map(({ opsPerSecond }) => opsPerSecond);
    const row = {
      poolSize,
      concurrency,
      pool: name,
      opsPerSecondRange: [Math.min(...throughputs), Math.max(...throughputs)] as const,
      toGenericPool: {
        opsPerSecond: ratioOf(rounds, generic, "opsPerSecond"),
        cpuMicrosPerOp: ratioOf(rounds, generic, "cpuMicrosPerOp"),
      },
    };
    return Object.assign(row, medianOf(rounds));
  });
}

function clientOf(rival: Rival, url: string, poolSize: number): Client {
  return createClient({
    url,
    mode: "exclusive",
    poolSize,
    minIdleConnections: 0,
    createPool: (factory) => rival.create(factory, poolSize),
  });
}
