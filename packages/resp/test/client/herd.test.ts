// A thousand clients lose the same server: they come back spread out, however long it was away.

import { describe, expect, it } from "vitest";
import { KeptConnection } from "../../src/client/kept-connection.ts";
import { DeadlineWheel, openConnection } from "../../src/connection/index.ts";
import { FakeServer } from "../support/fake-server.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const clients = 1000;
/** At most so many of them may be back in any 20 ms. */
const most = clients * 0.05;

/** Connections as clients keep them, all on one clock, each with its own back-off. */
function herd(seed: number, busy: boolean) {
  const clock = new VirtualClock(seed);
  const server = new FakeServer(clock);
  const wheel = new DeadlineWheel(clock.environment);
  const backAtMs: number[] = [];
  const kept = Array.from({ length: clients }, () => {
    return new KeptConnection({
      environment: clock.environment,
      open: (handlers, signal) =>
        openConnection(
          {
            transport: server.transport,
            target: { host: "127.0.0.1", port: 6379, tls: undefined },
            environment: clock.environment,
            wheel,
            limits: {},
            mode: "command",
            integrityCheckEvery: 0,
            dialTimeoutMs: 5000,
            readTimeoutMs: 3000,
            writeTimeoutMs: 3000,
            handshake: {
              protocol: 2,
              username: undefined,
              password: undefined,
              db: 0,
              clientName: undefined,
            },
          },
          handlers,
          signal,
        ),
      busy: () => busy,
      up: () => void backAtMs.push(clock.elapsedMs),
      down: () => {},
      failed: () => {},
      push: () => {},
    });
  });
  return { clock, server, kept, backAtMs };
}

function densest(timesMs: readonly number[]): number {
  const sorted = timesMs.toSorted((a, b) => a - b);
  let first = 0;
  let densestCount = 0;
  for (const [last, timeMs] of sorted.entries()) {
    while (timeMs - (sorted[first] as number) >= 20) first += 1;
    densestCount = Math.max(densestCount, last - first + 1);
  }
  return densestCount;
}

describe.each([
  ["commands wait", true],
  ["nobody waits", false],
])("when the server dies and %s", (_title, busy) => {
  it.each([0, 300, 5000])(
    "and is back after %i ms, at most 5 % of the clients are in any 20 ms",
    async (awayMs) => {
      const { clock, server, kept, backAtMs } = herd(11, busy);
      for (const each of kept) each.want();
      await clock.advance(5000);
      expect(backAtMs).toHaveLength(clients);
      backAtMs.length = 0;
      const diedAtMs = clock.elapsedMs;
      if (awayMs > 0) server.refuse = new Error("down");
      for (const peer of server.peers) peer.link.destroy();
      await clock.advance(awayMs);
      server.refuse = undefined;
      await clock.advance(busy ? 2000 : 20_000);
      expect(backAtMs).toHaveLength(clients);
      expect(densest(backAtMs)).toBeLessThanOrEqual(most);
      // Soon, where somebody waits: the longest window is 900 ms.
      if (busy) expect(Math.max(...backAtMs)).toBeLessThanOrEqual(diedAtMs + awayMs + 910);
      for (const each of kept) each.end();
      await clock.settle();
    },
    30_000,
  );
});
