// The course of a run: every case on every way to the server, in rounds in which the contenders take
// turns, each round in the other order; then memory.

import { median } from "simple-statistics";
import { type Contender, limit, own, reference, type Via } from "./contenders.ts";
import { type CrewOptions, enlist, type Member } from "./crew.ts";
import type { Server } from "./server.ts";
import type { Case, Sample } from "./turn.ts";
import type { Crowd } from "./weigh.ts";

/** What is measured, and how long. */
export interface Plan {
  readonly vias: readonly Via[];
  readonly cases: readonly Case[];
  readonly rounds: number;
  readonly turnMs: number;
  /** Time each contender may take to be compiled, on each way to the server. */
  readonly warmUpMs: number;
  /** Commands that are weighed in flight. */
  readonly weighedCommands: number;
  /** Connections opened by one process; 0 = none. */
  readonly crowd: number;
}

/** One contender in one case: medians over the rounds. */
export interface Row extends Sample {
  readonly name: string;
  readonly via: Via;
  readonly case: Case;
  /** The median of the rounds' ratios of CPU time to {@link reference}. */
  readonly ratio: number | undefined;
}

/** What one contender keeps in memory. */
export interface Weight {
  readonly name: string;
  readonly bytesPerCommand: number;
}

/** One contender's crowd. */
export interface CrowdRow extends Crowd {
  readonly name: string;
}

/** Everything a run has found. */
export interface Results {
  readonly rows: readonly Row[];
  readonly weights: readonly Weight[];
  readonly crowds: readonly CrowdRow[];
}

/** Who is asked to open a crowd: ours and the one it is compared with. */
const crowded = new Set([own, reference, "ioredis"]);

/** Runs the whole plan. */
export async function measureAll(
  server: Server,
  contenders: readonly Contender[],
  plan: Plan,
  options: CrewOptions & { readonly progress: (line: string) => void },
): Promise<Results> {
  const { progress } = options;
  const rows: Row[] = [];
  const crew = contenders.map((contender) => enlist(contender, options));
  try {
    for (const via of plan.vias)
      rows.push(...(await measureVia(server, crew, plan, { via, progress })));
    progress("commands in flight");
    const weights = plan.weighedCommands > 0 ? await weighAll(server, crew, plan) : [];
    progress("crowds");
    const crowds = plan.crowd > 0 ? await crowdAll(server, crew, plan.crowd) : [];
    return { rows, weights, crowds };
  } finally {
    await Promise.all(crew.map((member) => member.dismiss()));
  }
}

async function measureVia(
  server: Server,
  crew: readonly Member[],
  plan: Plan,
  { via, progress }: { readonly via: Via; readonly progress: (line: string) => void },
): Promise<Row[]> {
  const present = crew.filter(({ contender }) => contender.vias.includes(via));
  const address = server.addressOf(via);
  const sizes = [...new Set(plan.cases.map(({ valueBytes }) => valueBytes))];
  for (const member of present) {
    await member.obey({ do: "open", address });
    for (const valueBytes of sizes) await member.obey({ do: "check", valueBytes });
    await warmUp(member, sizes[0] ?? 16, plan.warmUpMs);
  }
  const rows: Row[] = [];
  for (const wanted of plan.cases) {
    progress(`${via}: ${wanted.operation} ${wanted.valueBytes} B, ${wanted.inFlight} in flight`);
    rows.push(...(await measureCase(present, wanted, plan, via)));
  }
  return rows;
}

/** What runs few commands in a turn would else be measured while it is compiled. */
async function warmUp(member: Member, valueBytes: number, turnMs: number): Promise<void> {
  for (const operation of ["GET", "SET"] as const) {
    await member.obey({ do: "turn", case: { operation, valueBytes, inFlight: 100 }, turnMs });
  }
}

async function measureCase(
  crew: readonly Member[],
  wanted: Case,
  { rounds, turnMs }: Plan,
  via: Via,
): Promise<Row[]> {
  const samples = new Map(crew.map((member) => [member, [] as Sample[]]));
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const member of round % 2 === 0 ? crew : crew.toReversed()) {
      const sample = await member.obey<Sample>({ do: "turn", case: wanted, turnMs });
      if (round > 0) samples.get(member)?.push(sample);
    }
  }
  const references = crew.find(({ contender }) => contender.name === reference);
  const base = references && samples.get(references);
  return crew.map((member) => {
    const taken = samples.get(member) ?? [];
    const middle = (field: keyof Sample): number => median(taken.map((sample) => sample[field]));
    const ratios = base?.map(({ cpuMicros }, round) => taken[round]!.cpuMicros / cpuMicros);
    return {
      name: member.contender.name,
      via,
      case: wanted,
      cpuMicros: middle("cpuMicros"),
      opsPerSecond: middle("opsPerSecond"),
      p50Micros: middle("p50Micros"),
      p99Micros: middle("p99Micros"),
      ratio: ratios && median(ratios),
    };
  });
}

async function weighAll(server: Server, crew: readonly Member[], plan: Plan): Promise<Weight[]> {
  const weights: Weight[] = [];
  const address = server.addressOf("tcp");
  for (const member of crew.filter(({ contender }) => contender.weighed)) {
    // The first time is for what is made once.
    const bytes: number[] = [];
    for (let time = 0; time < 4; time += 1) {
      await member.obey({ do: "open", address });
      await member.obey({ do: "check", valueBytes: 16 });
      server.freeze();
      try {
        bytes.push(await member.obey<number>({ do: "weigh", commands: plan.weighedCommands }));
      } finally {
        server.thaw();
      }
    }
    weights.push({ name: member.contender.name, bytesPerCommand: median(bytes.slice(1)) });
  }
  return weights;
}

async function crowdAll(
  server: Server,
  crew: readonly Member[],
  connections: number,
): Promise<CrowdRow[]> {
  const rows: CrowdRow[] = [];
  for (const member of crew.filter(({ contender }) => crowded.has(contender.name))) {
    const order = { do: "crowd", address: server.addressOf("tcp"), connections } as const;
    rows.push({ name: member.contender.name, ...(await member.obey<Crowd>(order)) });
  }
  return rows;
}

/** Which peers a row of ours must be ahead of: all but the limit. */
export function isPeer({ name }: Pick<Row, "name">): boolean {
  return name !== own && name !== limit;
}
