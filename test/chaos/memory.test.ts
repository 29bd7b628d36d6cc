// A producer that never awaits, against a server that accepts and never reads, and against none at all:
// its memory stays under a bound that follows from its options, and what is too much is refused at once.

import { execFile } from "node:child_process";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ClientOptions } from "@respite/resp";
import { describe, expect, it } from "vitest";
import { freePort } from "../harness/index.ts";

const run = promisify(execFile);

interface Produced {
  readonly issued: number;
  readonly refusedInTurn: number;
  readonly refusedLater: number;
  readonly otherErrors: Readonly<Record<string, number>>;
  readonly highestPending: number;
  readonly highestPendingBytes: number;
  readonly baseBytes: number;
  readonly peakBytes: number;
  readonly left: number;
}

/** Small commands meet the bound on their number, large ones the bound on their bytes. */
const shapes = {
  "small commands": { valueBytes: 16, perTurn: 6000, turns: 12 },
  "large commands": { valueBytes: 20_000, perTurn: 500, turns: 12 },
} as const;

const maxQueuedCommands = 20_000;
const maxQueuedBytes = 8_000_000;

/** Waits for ever, as far as we can see; and one whose commands and connections expire all the time. */
const tempers: Readonly<Record<string, ClientOptions>> = {
  patient: {
    commandTimeoutMs: 60_000,
    readTimeoutMs: 60_000,
    writeTimeoutMs: 60_000,
    poolTimeoutMs: 60_000,
  },
  impatient: { commandTimeoutMs: 60, readTimeoutMs: 50, writeTimeoutMs: 50, poolTimeoutMs: 40 },
};

/** Bytes a queue may take: what it holds, in slabs that may be half empty, and what each command costs. */
const boundBytes = 2 * maxQueuedBytes + 1000 * maxQueuedCommands + 4_000_000;

/** A server that takes connections, and not one byte. */
async function stalledServer(): Promise<{ port: number; [Symbol.dispose](): void }> {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on("error", () => {});
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function produce(
  port: number,
  options: ClientOptions,
  shape: (typeof shapes)[keyof typeof shapes],
): Promise<Produced> {
  const settings = { port, options: { ...options, maxQueuedCommands, maxQueuedBytes }, ...shape };
  const script = join(import.meta.dirname, "producer.mjs");
  const { stdout } = await run(process.execPath, ["--expose-gc", script, JSON.stringify(settings)]);
  return JSON.parse(stdout) as Produced;
}

function expectBounded(produced: Produced, patient: boolean): void {
  expect(produced.highestPending).toBeLessThanOrEqual(maxQueuedCommands);
  expect(produced.highestPendingBytes).toBeLessThanOrEqual(maxQueuedBytes);
  expect(produced.peakBytes - produced.baseBytes).toBeLessThan(boundBytes);
  expect(produced.refusedLater).toBe(0);
  // Who waits has everything that was not refused in the queue, to the last command.
  if (patient) {
    expect(produced.refusedInTurn).toBeGreaterThan(produced.issued / 2);
    // The one that warmed things up may be in it still.
    const others = produced.highestPending - (produced.issued - produced.refusedInTurn);
    expect([0, 1]).toContain(others);
  }
}

const cases = Object.keys(tempers).flatMap((temper) =>
  (["shared", "exclusive"] as const).flatMap((mode) =>
    (Object.keys(shapes) as (keyof typeof shapes)[])
      .filter((shape) => temper === "patient" || shape === "small commands")
      .map((shape) => ({ temper, mode, shape })),
  ),
);

describe.concurrent.each(cases)("$temper, $mode mode, $shape", ({ temper, mode, shape }) => {
  const options: ClientOptions = { ...tempers[temper], mode };

  it("a server that never reads", { timeout: 120_000 }, async () => {
    using server = await stalledServer();
    const produced = await produce(server.port, options, shapes[shape]);
    expectBounded(produced, temper === "patient");
    expect(produced.left).toBe(0);
  });

  it("no server", { timeout: 120_000 }, async () => {
    const port = await freePort();
    const produced = await produce(port, options, shapes[shape]);
    expectBounded(produced, temper === "patient");
    expect(produced.left).toBe(0);
  });
});
