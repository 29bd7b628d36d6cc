// A reply never reaches another caller: thousands of commands with a token of their own, while callers
// give up, connections are killed and the server dies.

import { createClient, isRespError } from "@respite/resp";
import { describe, expect, it } from "vitest";
import { combinations } from "./combinations.ts";

/** What callers may be told; anything else is a fault. */
const excuses = new Set([
  "ABORTED",
  "COMMAND_TIMEOUT",
  "CONNECT_FAILED",
  "CONNECTION_CLOSED",
  "POOL_TIMEOUT",
]);

describe.each(combinations())("$name, RESP$options.protocol, $lane", ({ kind, options }) => {
  it("under timeouts, aborts, killed connections and a killed server", async (context) => {
    await using server = await kind.start({}, context);
    await using client = createClient({
      url: server.url,
      ...options,
      poolTimeoutMs: 2000,
    });
    await using saboteur = createClient({ url: server.url });
    const tally = { right: 0, excused: 0, wrong: [] as unknown[] };
    let serial = 0;

    const one = async (): Promise<void> => {
      serial += 1;
      const token = `token-${serial}`;
      const controller = new AbortController();
      // A third of the callers give up at some moment or other.
      const timeoutMs = serial % 3 === 0 ? 1 + (serial % 11) : undefined;
      if (serial % 7 === 0) setTimeout(() => controller.abort(), serial % 5);
      try {
        const reply = await client.call(["ECHO", token], {
          timeoutMs,
          signal: controller.signal,
          idempotent: true,
        });
        if (reply === token) tally.right += 1;
        else tally.wrong.push({ token, reply });
      } catch (error) {
        if (isRespError(error) && excuses.has(error.code)) tally.excused += 1;
        else tally.wrong.push(error);
      }
    };
    const wave = (): Promise<unknown> => Promise.all(Array.from({ length: 200 }, one));

    for (let round = 0; round < 10; round += 1) {
      const running = wave();
      if (round % 3 === 1) {
        await saboteur.call(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]).catch(() => {});
      }
      if (round === 5) {
        await server.kill();
        await server.restart();
      }
      await running;
    }
    expect(tally.wrong).toEqual([]);
    expect(tally.right + tally.excused).toBe(2000);
    expect(tally.right).toBeGreaterThan(500);
    await expect.poll(() => client.ping()).toBe("PONG");
    await expect.poll(() => client.stats().pending).toBe(0);
  });
});
