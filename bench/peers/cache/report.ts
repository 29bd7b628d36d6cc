// The rows as tables, and the goals held against them.

import Table from "cli-table3";
import type { Footprint, GuideRow } from "./guide.ts";
import type { Row } from "./measure.ts";
import type { Answer, OutageRow } from "./outage.ts";

const plain = { head: [], border: [] };

/** CPU cost of each operation. */
export function costTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ["library", "set up as", "L1 hit", "load hit", "L2 get", "set", "1000 callers", "loads"],
    colAligns: ["left", "left", "right", "right", "right", "right", "right", "right"],
    style: plain,
  });
  for (const { library, name, l1, getOrLoad, l2, set, stampede, loads } of rows) {
    const cells = [l1, getOrLoad, l2, set, stampede].map((value) => value?.toFixed(2) ?? "-");
    table.push([library, name, ...cells, loads.toFixed(0)]);
  }
  return table.toString();
}

/** What each cache does when Redis is killed. */
export function outageTable(rows: readonly OutageRow[]): string {
  const table = new Table({
    head: [
      ...["library", "set up as", "known value", "unknown value", "write", "write in Redis after"],
      ...["hit us", "fallback us"],
    ],
    style: plain,
  });
  for (const row of rows) {
    const { library, name, known, unknown, write, deliveredMs, hitMicros, fallbackMicros } = row;
    const delivered = deliveredMs === undefined ? "lost" : `${deliveredMs.toFixed(0)} ms`;
    const costs = [hitMicros, fallbackMicros].map((micros) => micros?.toFixed(2) ?? "-");
    table.push([library, name, ...[known, unknown, write].map(answerText), delivered, ...costs]);
  }
  return table.toString();
}

function answerText({ millis, outcome }: Answer): string {
  return millis === undefined ? "hangs > 5 s" : `${outcome}, ${millis.toFixed(1)} ms`;
}

/** Our three modes. */
export function guideTable(rows: readonly GuideRow[]): string {
  const table = new Table({
    head: ["mode", "read p50", "p99", "write p50", "p99", "reads per s", "read here"],
    colAligns: ["left", "right", "right", "right", "right", "right", "right"],
    style: plain,
  });
  for (const row of rows) {
    const latencies = [row.readP50, row.readP99, row.writeP50, row.writeP99];
    const share = `${(row.localShare * 100).toFixed(0)} %`;
    const reads = `${(row.readsPerSecond / 1000).toFixed(0)}k`;
    table.push([row.mode, ...latencies.map((ms) => `${ms.toFixed(3)} ms`), reads, share]);
  }
  return table.toString();
}

const userCounts = [1000, 10_000, 100_000];
/** What a user who is there has in Redis at a time. */
const entriesPerUser = { session: 1, token: 3, jti: 3 } as const;
const emptyServerBytes = 1024 ** 2;

/** Bytes per entry, and what follows for so many users with some room to spare. */
export function sizingTable(footprints: readonly Footprint[]): string {
  const table = new Table({
    head: ["entry", "bytes in Redis", "to a user"],
    colAligns: ["left", "right", "right"],
    style: plain,
  });
  let userBytes = 0;
  for (const { kind, bytes } of footprints) {
    userBytes += bytes * entriesPerUser[kind];
    table.push([kind, bytes.toFixed(0), entriesPerUser[kind]]);
  }
  const lines = userCounts.map((users) => {
    const megabytes = (emptyServerBytes + users * userBytes * 2) / 1024 ** 2;
    return `${users} users: ${megabytes.toFixed(0)} MB, half of it in use`;
  });
  return `${table.toString()}\n${lines.join("\n")}`;
}

/** A limit that this package has set itself, as a share of the best of three peers in the same run. */
export interface Goal {
  readonly name: string;
  readonly reached: number;
  readonly limit: number;
  readonly isMet: boolean;
}

/** Where the goals were set, async-cache-dedupe and cacheable took so long (us; ms). */
const goals = [
  { name: "L1 hit", field: "l1", goal: 0.4, rival: "async-cache-dedupe", rivalThen: 0.49 },
  { name: "load hit", field: "getOrLoad", goal: 0.45, rival: "async-cache-dedupe", rivalThen: 0.5 },
  { name: "L2 get", field: "l2", goal: 3, rival: "cacheable", rivalThen: 5.3 },
  { name: "set", field: "set", goal: 4, rival: "cacheable", rivalThen: 21.2 },
  {
    name: "1000 callers",
    field: "stampede",
    goal: 0.25,
    rival: "async-cache-dedupe",
    rivalThen: 0.23,
  },
] as const;

/** What was reached of what was meant; reads as an immutable namespace has them. */
export function goalsOf(rows: readonly Row[]): Goal[] {
  const own = rows.find((row) => row.name === "hybrid, immutable");
  return goals.map(({ name, field, goal, rival, rivalThen }) => {
    const peer = rows.find((row) => row.library === rival && row[field] !== undefined);
    const reached = (own?.[field] ?? Number.NaN) / (peer?.[field] ?? Number.NaN);
    const limit = goal / rivalThen;
    return { name: `${name}, as a share of ${rival}`, reached, limit, isMet: reached <= limit };
  });
}

/** Our deadline for one answer of the shared tier, and what a busy machine adds to a timer. */
const deadlineMs = 2000 + 100;
const deliveryMs = 1000;
const fallbackExtraMicros = 1;

/** What our own rows reached when Redis was killed; a lost write is an infinite wait. */
export function outageGoalsOf(rows: readonly OutageRow[]): Goal[] {
  return rows
    .filter(({ library }) => library === "respite")
    .flatMap(({ name, known, unknown, write, deliveredMs, hitMicros, fallbackMicros }) => {
      const slowest = Math.max(...[known, unknown, write].map(({ millis }) => millis ?? Infinity));
      const extra = (fallbackMicros ?? Infinity) - hitMicros;
      const delivered = deliveredMs ?? Infinity;
      return [
        [`${name}: slowest operation in ms`, slowest, deadlineMs] as const,
        [`${name}: write in Redis after ms`, delivered, deliveryMs] as const,
        [`${name}: fallback read beyond an L1 hit in us`, extra, fallbackExtraMicros] as const,
      ].map(([what, reached, limit]) => ({
        name: what,
        reached,
        limit,
        isMet: reached <= limit,
      }));
    });
}

/** The figures the operations guide names, by mode: latencies in ms, thousand reads per second. */
const guideFigures = {
  memory: { readP50: 0.1, readP99: 0.5, writeP50: 0.2, writeP99: 1, thousandReads: 100 },
  redis: { readP50: 2, readP99: 10, writeP50: 3, writeP99: 15, thousandReads: 20 },
  hybrid: { readP50: 0.2, readP99: 5, writeP50: 3, writeP99: 15, thousandReads: 80 },
} as const;
const leastLocalShare = 0.7;

/** Our modes held against the guide's figures; what should be high is turned round. */
export function guideGoalsOf(rows: readonly GuideRow[]): Goal[] {
  return rows.flatMap((row) => {
    const { thousandReads, ...latencies } = guideFigures[row.mode];
    const fields = Object.entries(latencies) as [keyof typeof latencies, number][];
    const times = fields.map(([field, limit]): [string, number, number] => {
      return [`${row.mode}, ${field} in ms`, row[field], limit];
    });
    const each: [string, number, number] = [
      `${row.mode}, us per read of a hundred at once`,
      1e6 / row.readsPerSecond,
      1000 / thousandReads,
    ];
    const asked: [string, number, number] = [
      `${row.mode}, share of reads that ask Redis`,
      1 - row.localShare,
      1 - leastLocalShare,
    ];
    const all = row.mode === "hybrid" ? [...times, each, asked] : [...times, each];
    return all.map(([name, reached, limit]) => ({ name, reached, limit, isMet: reached <= limit }));
  });
}

/** A line for each goal. */
export function goalLines(reached: readonly Goal[]): string {
  return reached
    .map(({ name, reached: value, limit, isMet }) => {
      return `${isMet ? "met   " : "MISSED"}  ${name}: ${value.toFixed(2)}; goal ${limit.toFixed(2)}`;
    })
    .join("\n");
}
