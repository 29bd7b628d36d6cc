// Scripts need a real server: the embedded one runs registered handlers, not Lua.

import { createClient, set } from "@respite/resp";
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

    it("a script in batches and transactions, where the server has never seen it", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server = await startRedis();
      await using client = createClient({ url: server.url, protocol });
      const script = client.script("return redis.call('incrby', KEYS[1], ARGV[1])");
      const command = script.command({ keys: ["n"], args: [2] });
      expect(await client.batch([command, command])).toEqual([2, 4]);
      await client.call(["SCRIPT", "FLUSH"]);
      expect(await client.transaction([command, set("k", "v")])).toEqual([6, "OK"]);
    });

    it("readOnly scripts may not write", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server = await startRedis();
      await using client = createClient({ url: server.url, protocol });
      await client.set("k", "v");
      const reading = client.script("return redis.call('get', KEYS[1])");
      expect(await reading.run({ keys: ["k"], readOnly: true })).toBe("v");
      expect(await client.batch([reading.command({ keys: ["k"], readOnly: true })])).toEqual(["v"]);
      const writing = client.script("return redis.call('set', KEYS[1], 'x')");
      await expect(writing.run({ keys: ["k"], readOnly: true })).rejects.toThrow(/read-only/);
    });

    it("functions are loaded when first called, and again when they are gone", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server = await startRedis();
      await using client = createClient({ url: server.url, protocol });
      const library = client.library(`#!lua name=counters
        redis.register_function('add', function(keys, args)
          return redis.call('incrby', keys[1], args[1])
        end)
        redis.register_function{
          function_name = 'read',
          callback = function(keys) return redis.call('get', keys[1]) end,
          flags = { 'no-writes' },
        }`);
      expect(await library.call("add", { keys: ["n"], args: [5] })).toBe(5);
      expect(await library.call("read", { keys: ["n"], readOnly: true })).toBe("5");
      await client.call(["FUNCTION", "FLUSH"]);
      expect(await library.call("add", { keys: ["n"], args: [5] })).toBe(10);
      await server.restart();
      const racing = Array.from({ length: 5 }, () =>
        library.call("add", { keys: ["n"], args: [1] }),
      );
      await Promise.all(racing);
      expect(await library.call("read", { keys: ["n"] })).toBe("5");
      await expect(library.call("absent")).rejects.toThrow(/Function not found/);
    });

    it("a library is replaced, or left as it is", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server = await startRedis();
      await using client = createClient({ url: server.url, protocol });
      const source = (version: number): string =>
        `#!lua name=l\nredis.register_function('version', function() return ${version} end)`;
      expect(await client.library(source(1)).call("version")).toBe(1);
      expect(await client.library(source(2), { replace: false }).call("version")).toBe(1);
      expect(await client.library(source(3)).call("version")).toBe(3);
      await expect(client.library("#!lua name=l\nnonsense").call("version")).rejects.toThrow(/ERR/);
    });
  },
);
