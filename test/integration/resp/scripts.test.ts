// Scripts need a real server: the embedded one runs registered handlers, not Lua.

import { createClient } from "@respite/resp";
import { describe, expect, it } from "vitest";
import { availableServer, noteServer, serverOnPath, startRedis } from "../../harness/index.ts";

describe.runIf(availableServer() !== undefined).each([2, 3] as const)(
  "scripts, RESP%i",
  (protocol) => {
    it("EVAL, EVALSHA and a script that the server has forgotten", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server = await startRedis();
      await using client = createClient({ url: server.url, protocol });
      expect(
        await client.eval("return {KEYS[1], ARGV[1], 7}", { keys: ["k"], args: ["a"] }),
      ).toEqual(["k", "a", 7]);
      await expect(client.evalsha("0".repeat(40))).rejects.toMatchObject({ kind: "NOSCRIPT" });
      const script = client.script("return redis.call('incrby', KEYS[1], ARGV[1])");
      expect(await script.run({ keys: ["n"], args: [5] })).toBe(5);
      await client.call(["SCRIPT", "FLUSH"]);
      expect(await script.run({ keys: ["n"], args: [5] })).toBe(10);
      await server.restart();
      expect(await script.run({ keys: ["n"], args: [1] })).toBe(1);
    });
  },
);
