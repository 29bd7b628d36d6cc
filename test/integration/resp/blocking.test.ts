// Blocking commands on a real server: they block as long as they say, on connections of their own, and
// one that is given up leaves no harm behind.

import { createClient } from "@respite/resp";
import { describe, expect, it } from "vitest";
import { availableServer, noteServer, serverOnPath, startRedis } from "../../harness/index.ts";
import { pools } from "./combinations.ts";

/** Blocks longer than any other timeout of these clients allows. */
const blocking: [name: string, args: (string | number)[], empty: unknown][] = [
  ["BLPOP", ["BLPOP", "absent", 0.6], null],
  ["BZPOPMIN", ["BZPOPMIN", "absent", 0.6], null],
  ["XREAD BLOCK", ["XREAD", "BLOCK", 600, "STREAMS", "absent", "$"], null],
  ["WAIT", ["WAIT", 1, 600], 0],
  ["BLMOVE", ["BLMOVE", "absent", "other", "LEFT", "RIGHT", 0.6], null],
];

const forEver: [name: string, args: (string | number)[]][] = [
  ["BLPOP", ["BLPOP", "queue", 0]],
  ["BZPOPMIN", ["BZPOPMIN", "queue", 0]],
  ["XREAD BLOCK", ["XREAD", "BLOCK", 0, "STREAMS", "queue", "$"]],
  ["WAIT", ["WAIT", 1, 0]],
];

describe.runIf(availableServer() !== undefined).each(pools)(
  "RESP$protocol, $pool",
  ({ pooled }) => {
    it.each(blocking)(
      "%s outlasts commandTimeoutMs and readTimeoutMs",
      async (_name, args, empty) => {
        await using server = await startRedis();
        await using client = createClient({
          url: server.url,
          ...pooled(),
          commandTimeoutMs: 200,
          readTimeoutMs: 200,
        });
        const startedAt = performance.now();
        expect(await client.call(args)).toBe(empty);
        expect(performance.now() - startedAt).toBeGreaterThan(500);
      },
    );

    it.each(forEver)("%s that is aborted ends alone", async (_name, args) => {
      await using server = await startRedis();
      await using client = createClient({ url: server.url, ...pooled(3) });
      await using admin = createClient(server.url);
      const blocked = async (): Promise<number> =>
        Number(/blocked_clients:(\d+)/.exec(await admin.call<string>(["INFO", "clients"]))?.[1]);
      const controller = new AbortController();
      const aborted = client.call(args, { signal: controller.signal });
      const other = client.call<string[]>(["BLPOP", "other", 5]);
      await expect.poll(blocked).toBe(2);
      controller.abort();
      await expect(aborted).rejects.toMatchObject({ code: "ABORTED", maybeExecuted: true });
      // The server has seen the end: nothing pops for somebody who is gone.
      await expect.poll(blocked).toBe(1);
      await admin.call(["RPUSH", "other", "v"]);
      expect(await other).toEqual(["other", "v"]);
      expect(await client.ping()).toBe("PONG");
      expect(client.stats()).toMatchObject({ pending: 0, reconnects: 0 });
    });

    it("an element pushed after the abort stays in the list", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server = await startRedis();
      await using client = createClient({ url: server.url, ...pooled() });
      const blocked = client.call(["BLPOP", "queue", 0], { timeoutMs: 300 });
      await expect(blocked).rejects.toMatchObject({ code: "COMMAND_TIMEOUT" });
      await expect
        .poll(async () =>
          (await client.call<string>(["INFO", "clients"])).includes("blocked_clients:0"),
        )
        .toBe(true);
      await client.call(["RPUSH", "queue", "precious"]);
      expect(await client.call(["LLEN", "queue"])).toBe(1);
    });

    it("many block at once while ordinary commands go on, and all get their own", async () => {
      await using server = await startRedis();
      await using client = createClient({ url: server.url, ...pooled(20) });
      const poppers = Array.from({ length: 20 }, (_, n) =>
        client.call<string[]>(["BLPOP", `queue:${n}`, 10]),
      );
      await expect
        .poll(async () =>
          (await client.call<string>(["INFO", "clients"])).includes("blocked_clients:20"),
        )
        .toBe(true);
      for (let n = 19; n >= 0; n -= 1) await client.call(["RPUSH", `queue:${n}`, `value:${n}`]);
      expect(await Promise.all(poppers)).toEqual(
        Array.from({ length: 20 }, (_, n) => [`queue:${n}`, `value:${n}`]),
      );
    });
  },
);
