// The transport contract in memory, and what only this network has: cutting, pausing, and delivery on
// the environment's turn.

import { describe, expect, it } from "vitest";
import { createMemoryNetwork } from "../../src/transport/memory.ts";
import { transportCases } from "../../src/testing/transport-suite.ts";
import type { LinkHandlers, Target } from "../../src/transport/transport.ts";

const target: Target = { host: "server", port: 6379 };

describe("memory transport", () => {
  const cases = transportCases(() => {
    const network = createMemoryNetwork();
    return {
      transport: network.transport,
      deadTarget: { host: "nobody", port: 1 },
      listen: async (accept) => {
        const stop = network.listen(accept, target);
        return { target, close: async () => stop() };
      },
    };
  });
  it.each(cases)("$name", async (contractCase) => {
    await expect(contractCase.run()).resolves.toBeUndefined();
  });

  it("copies: bytes changed after write arrive as they were", async () => {
    const { network, received } = listening();
    const link = await network.transport.open(target, silent());
    const chunk = Uint8Array.of(1, 2, 3);
    link.write(chunk);
    chunk.fill(9);
    await expect.poll(() => received).toEqual([[1, 2, 3]]);
  });

  it("cuts into chunks of maxChunkBytes", async () => {
    const { network, received } = listening({ maxChunkBytes: 2 });
    const link = await network.transport.open(target, silent());
    link.write(Uint8Array.of(1, 2, 3, 4, 5));
    await expect.poll(() => received).toEqual([[1, 2], [3, 4], [5]]);
  });

  it("delivers only through environment.defer", async () => {
    const queue: (() => void)[] = [];
    const { network, received } = listening({ environment: { defer: (task) => queue.push(task) } });
    const run = (): void => {
      for (let task = queue.shift(); task !== undefined; task = queue.shift()) task();
    };
    const opening = network.transport.open(target, silent());
    run();
    const link = await opening;
    link.write(Uint8Array.of(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(received).toEqual([]);
    run();
    expect(received).toEqual([[1]]);
  });

  it("a paused peer: writes pile up, drain comes after resume", async () => {
    const network = createMemoryNetwork({ highWaterMarkBytes: 4 });
    let peer: { pause(): void; resume(): void } | undefined;
    network.listen((link) => {
      peer = link;
      return silent();
    });
    let drains = 0;
    const link = await network.transport.open(target, { ...silent(), drain: () => (drains += 1) });
    await expect.poll(() => peer).toBeDefined();
    peer?.pause();
    expect(link.write(new Uint8Array(3))).toBe(true);
    expect(link.write(new Uint8Array(3))).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(drains).toBe(0);
    peer?.resume();
    await expect.poll(() => drains).toBe(1);
  });

  it("refuses TLS instead of going without it", async () => {
    const { network } = listening();
    const opening = network.transport.open({ host: "server", port: 6379, tls: {} }, silent());
    await expect(opening).rejects.toMatchObject({ code: "UNSUPPORTED" });
  });

  it("an acceptor that throws: the link closes", async () => {
    const network = createMemoryNetwork();
    network.listen(() => {
      throw new Error("no");
    });
    const closed = new Promise<Error | undefined>((resolve) => {
      void network.transport.open(target, { ...silent(), close: resolve });
    });
    expect(await closed).toMatchObject({ code: "CONNECTION_CLOSED" });
  });

  it("an address is listened on once", () => {
    const { network } = listening();
    expect(() => network.listen(silent, target)).toThrow("Address already in use: server:6379.");
  });
});

function listening(options?: Parameters<typeof createMemoryNetwork>[0]): {
  network: ReturnType<typeof createMemoryNetwork>;
  received: number[][];
} {
  const network = createMemoryNetwork(options);
  const received: number[][] = [];
  network.listen(() => ({ ...silent(), data: (chunk) => received.push([...chunk]) }), target);
  return { network, received };
}

function silent(): LinkHandlers {
  return { data: () => {}, drain: () => {}, close: () => {} };
}
