// A server that takes connections and answers nothing: nobody waits longer than the deadline, and
// what it still holds when it wakes up is no loss.

import { describe, expect, it } from "vitest";
import { availableServer, noteServer, serverOnPath, startRedis } from "../../harness/index.ts";
import { Fleet, told, until } from "./support.ts";

// Only a process can be stopped: the embedded server shares this one.
const name = availableServer();

describe.runIf(name !== undefined)("a frozen server", () => {
  it("is left after bounded waits, and taken back without a loss", async (context) => {
    noteServer(context, { name: name!, version: serverOnPath()?.version ?? "unknown" });
    const server = await startRedis();
    const fleet = new Fleet(server);
    const { cache, events } = await fleet.cache(3, { l2TimeoutMs: 300, breaker: { failures: 3 } });
    const sessions = cache.namespace<string>("session");
    const revoked = cache.namespace<boolean>("blacklist", { tier: "security" });
    await sessions.set("s", "alice");
    await revoked.set("t", true);
    await until("L1 is warm", async () => (await sessions.getWithMeta("s")).source === "l1");
    server.freeze();
    let longestMs = 0;
    await until("fallback", async () => {
      const startMs = performance.now();
      await cache.namespace<string>("other").getWithMeta("x");
      longestMs = Math.max(longestMs, performance.now() - startMs);
      return told(events, { type: "fallback" });
    });
    expect(longestMs).toBeLessThan(1000);
    expect(await sessions.getWithMeta("s")).toMatchObject({ value: "alice", degraded: true });
    await expect(revoked.set("u", true)).rejects.toMatchObject({ code: "NOT_SHARED" });
    server.thaw();
    await until("recovered", () => told(events, { type: "recovered" }));
    expect(told(events, { type: "cameBackEmpty" })).toBe(false);
    expect(await revoked.get("u")).toBe(true);
    expect(await revoked.get("t")).toBe(true);
    await fleet.close();
  }, 30_000);
});
