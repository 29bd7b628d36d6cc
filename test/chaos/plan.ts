// A schedule is a number. From it follow the client's options, the load, and which faults come when;
// the same number gives the same plan everywhere.

import type { ClientOptions } from "@respite/resp";
import { below, oneOf, type Random, seededRandom } from "@respite/resp/testing";

/** Everything that can happen to a client here. */
export const faultKinds = [
  "latency",
  "cut",
  "fin",
  "rst",
  "half-open",
  "trickle",
  "garbage",
  "late",
  "accept-then-close",
  "kill",
  "stop",
  "client-kill",
  "client-pause",
  "loading",
  "oom",
  "readonly",
  "busy",
] as const;

/** One of {@link faultKinds}. */
export type FaultKind = (typeof faultKinds)[number];

/** In memory on a virtual clock, or over TCP in front of a real server. */
export type Place = "virtual" | "real";

/** One fault. */
export interface PlannedFault {
  readonly kind: FaultKind;
  /** From the beginning of the load, in milliseconds. */
  readonly atMs: number;
  /** How long it lasts, where it lasts, in milliseconds. */
  readonly forMs: number;
  /** 0 to below 1: whatever else the kind of fault has to choose. */
  readonly choice: number;
}

/** How a schedule ends. */
export type Ending = "close" | "destroy" | "destroy in the midst";

/** What a seed stands for. */
export interface Plan {
  readonly seed: number;
  readonly place: Place;
  readonly client: ClientOptions;
  /** Over generic-pool instead of our own pool. */
  readonly genericPool: boolean;
  readonly actors: number;
  readonly operationsPerActor: number;
  /** Longest pause of an actor between two operations, so that the load lasts as long as the faults. */
  readonly pauseMs: number;
  /** In order of time. */
  readonly faults: readonly PlannedFault[];
  /** When the last fault is over, in milliseconds from the beginning. */
  readonly faultsUntilMs: number;
  readonly ending: Ending;
}

/** The credentials of every schedule's server; neither password may be seen anywhere. */
export const secrets = {
  defaultPassword: "s3cret-of-default",
  user: "chaos",
  password: "s3cret-of-chaos",
} as const;

/** The plan of a seed. Generic pools have timers of their own, so they are left to the real servers. */
export function planOf(seed: number, place: Place): Plan {
  const random = seededRandom(seed);
  const faultsUntilMs = 400 + below(random, place === "real" ? 900 : 2200);
  const client = clientOptions(random, place);
  const operationsPerActor = 6 + below(random, place === "real" ? 14 : 24);
  return {
    seed,
    place,
    client,
    genericPool: place === "real" && client.mode === "exclusive" && random() < 0.4,
    actors: 1 + below(random, 6),
    operationsPerActor,
    pauseMs: Math.ceil((oneOf(random, [0.4, 1, 2]) * faultsUntilMs) / operationsPerActor),
    faults: faultsOf(random, faultsUntilMs),
    faultsUntilMs,
    ending: oneOf(random, ["close", "close", "destroy", "destroy in the midst"] as const),
  };
}

function faultsOf(random: Random, untilMs: number): PlannedFault[] {
  const count = 1 + below(random, 9);
  const faults = Array.from({ length: count }, (): PlannedFault => {
    const atMs = below(random, untilMs);
    const forMs = Math.min(20 + below(random, 380), untilMs - atMs);
    return { kind: oneOf(random, faultKinds), atMs, forMs, choice: random() };
  });
  return faults.toSorted((one, other) => one.atMs - other.atMs);
}

function clientOptions(random: Random, place: Place): ClientOptions {
  const mode = oneOf(random, ["shared", "shared", "exclusive"] as const);
  return {
    ...identity(random),
    mode,
    protocol: oneOf(random, [2, 3, "auto"] as const),
    db: oneOf(random, [0, 0, 3]),
    clientName: oneOf(random, [undefined, "chaos"]),
    sharedConnections: 1 + below(random, 3),
    poolSize: 2 + below(random, 5),
    minIdleConnections: below(random, 3),
    maxRetries: below(random, 4),
    // A machine that is busy with other tests may keep a real server waiting for a while.
    commandTimeoutMs: oneOf(random, [200, 500, 1500]),
    readTimeoutMs: oneOf(random, place === "real" ? [300, 700] : [100, 300, 700]),
    writeTimeoutMs: oneOf(random, [100, 300, 700]),
    dialTimeoutMs: oneOf(random, place === "real" ? [500, 900] : [150, 400]),
    poolTimeoutMs: oneOf(random, [100, 400, 1000]),
    idlePingMs: oneOf(random, [0, 50, 400]),
    idleTimeoutMs: oneOf(random, [0, 200]),
    maxConnectionAgeMs: oneOf(random, [0, 0, 60, 500]),
    integrityCheckEvery: oneOf(random, [0, 0, 1, 4]),
    maxQueuedCommands: oneOf(random, [12, 100_000, 100_000]),
    maxQueuedBytes: oneOf(random, [150_000, 64_000_000]),
  };
}

/** As options or in the address, with and without a username, or asked for each time. */
function identity(random: Random): ClientOptions {
  const { defaultPassword, password, user } = secrets;
  return oneOf<ClientOptions>(random, [
    { password: defaultPassword },
    { username: user, password },
    { url: `redis://${user}:${password}@127.0.0.1` },
    { url: `redis://:${defaultPassword}@127.0.0.1` },
    { credentials: () => ({ username: user, password }) },
    { credentials: () => Promise.resolve({ password: defaultPassword }) },
  ]);
}
