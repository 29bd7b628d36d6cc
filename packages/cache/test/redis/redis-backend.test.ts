// RedisBackend: the contract suite under both protocols and formats, and what is its own, on the
// embedded server and on a real one where there is one.

import { RespError } from "@respite/resp/base";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CacheError } from "../../src/errors.ts";
import { RedisBackend } from "../../src/redis/index.ts";
import { namedCases } from "../support/named-cases.ts";
import { backendCases } from "../../src/testing/index.ts";
import { encodeStoredValue } from "../../src/value.ts";
import { noteServer } from "../../../../test/harness/index.ts";
import {
  type RedisRig,
  type RigKind,
  embeddedRig,
  realKind,
  rigKinds,
  subjectOn,
} from "../support/redis-rig.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const stamp = { timeMs: 1_700_000_000_000, counter: 0, replica: 7 };

describe.each(rigKinds)("on $name", (kind) => {
  let rig: RedisRig;
  beforeAll(async () => {
    rig = await kind.make();
  });
  afterAll(async () => {
    await rig.close();
  });
  beforeEach((context) => {
    noteServer(context, kind);
  });

  for (const protocol of [2, 3] as const) {
    for (const format of ["stamped", "raw"] as const) {
      describe(`the contract, format ${format}, RESP${protocol}`, () => {
        const make = () => Promise.resolve(subjectOn(rig, { protocol, format, scanCount: 100 }));
        const cases = backendCases(make, { stamps: format === "stamped" });
        it.each(namedCases(cases))("%s", (_, run) => run());
      });
    }
  }

  it("U6: a claim that was refused does not succeed because everything is lost meanwhile", async () => {
    const { client, close } = subjectOn(rig);
    const losing = new RedisBackend({
      keyPrefix: "losing",
      client: {
        async run(command, options) {
          if (String(command.args[0]).startsWith("EVAL")) await client.unlink(["losing:id"]);
          return client.run(command, options);
        },
        batch: client.batch.bind(client),
      },
    });
    expect(await losing.setIfAbsent("id", ascii("first"))).toBe(true);
    expect(await losing.setIfAbsent("id", ascii("second"))).toBe(false);
    expect(await losing.get("id")).toBeUndefined();
    await close();
  });

  it("R5: sends 1999 ms as 1999 ms and whole seconds as seconds", async () => {
    const { backend, client, close } = subjectOn(rig);
    const sent: unknown[] = [];
    const spying = new RedisBackend({
      keyPrefix: "spy",
      client: {
        run: (command, options) => {
          sent.push(command.args.filter((word) => !ArrayBuffer.isView(word)));
          return client.run(command, options);
        },
        batch: client.batch.bind(client),
      },
    });
    await spying.set("a", ascii("v"), { ttlMs: 1999 });
    await spying.set("b", ascii("v"), { ttlMs: 2000 });
    await spying.set("c", ascii("v"));
    await spying.setIfAbsent("d", ascii("v"), { ttlMs: 1 });
    await spying.setIfAbsent("e", ascii("v"), { ttlMs: 60_000 });
    expect(sent).toEqual([
      ["PSETEX", "spy:a", 1999],
      ["SETEX", "spy:b", 2],
      ["SET", "spy:c"],
      ["SET", "spy:d", "NX", "PX", 1],
      ["SET", "spy:e", "NX", "EX", 60],
    ]);
    await backend.close();
    await close();
  });

  it("R6: clear with prefix a*: leaves abc: alone, and never sends KEYS or FLUSHDB", async () => {
    const { client, close } = subjectOn(rig);
    const names = new Set<string>();
    const spied = {
      run: ((command, options) => {
        names.add(String(command.args[0]));
        return client.run(command, options);
      }) as typeof client.run,
      batch: client.batch.bind(client),
    };
    await client.call(["SET", "abc:theirs", "kept"]);
    await client.call(["SET", "a*x:ours", "kept, another prefix"]);
    const mine = new RedisBackend({ client: spied, keyPrefix: "a*:" });
    await mine.set("k", ascii("v"));
    await mine.clear();
    expect(await client.call(["EXISTS", "abc:theirs", "a*x:ours", "a*:k"])).toBe(2);
    expect([...names].toSorted()).toEqual(["SCAN", "SET", "UNLINK"]);
    await close();
  });

  it("clear tells its progress, and an abort ends it between two pages", async () => {
    const { backend, client, close } = subjectOn(rig, { scanCount: 10 });
    const keys = Array.from({ length: 100 }, (_, index) => `k${index}`);
    await backend.setMany(keys.map((key) => ({ key, value: ascii("v") })));
    const controller = new AbortController();
    const seen: number[] = [];
    const onProgress = (removedCount: number): void => {
      seen.push(removedCount);
      if (removedCount >= 30) controller.abort();
    };
    const clearing = backend.clear({ onProgress, signal: controller.signal });
    await expect(clearing).rejects.toMatchObject({ code: "ABORTED" });
    const left = (await backend.getMany(keys)).filter((entry) => entry !== undefined).length;
    expect(left).toBe(100 - seen.at(-1)!);
    expect(left).toBeGreaterThan(30);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    await backend.clear({ onProgress: (removedCount) => seen.push(removedCount) });
    expect(seen.at(-1)).toBe(left);
    expect(await client.call(["EXISTS", `${backend.prefix}k0`])).toBe(0);
    await close();
  });

  it("takes a value of 64 MiB, alone and in a batch", async () => {
    const { backend, client, close } = subjectOn(rig, { protocol: 3 });
    const value = new Uint8Array(64 * 2 ** 20).fill(0x2a);
    value.set(crypto.getRandomValues(new Uint8Array(65_536)), 12_345_678);
    const isSame = (entry: { value: Uint8Array } | undefined): boolean =>
      Buffer.from(entry!.value).equals(value);
    await backend.set("large", value, { ttlMs: 60_000 });
    expect(isSame(await backend.get("large"))).toBe(true);
    expect((await backend.getMany(["large", "x"])).map((entry) => entry?.value.length)).toEqual([
      value.length,
      undefined,
    ]);
    await backend.delete("large");
    expect(await client.call(["PING"])).toBe("PONG");
    await close();
  }, 60_000);

  it("stores a value under prefix:key with its header, and raw without", async () => {
    const { backend, client, close } = subjectOn(rig);
    await backend.set("session:abc", ascii("v"), { stamp });
    const stored = await client.call(["GET", `${backend.prefix}session:abc`], { strings: "bytes" });
    expect(stored).toEqual(encodeStoredValue(ascii("v"), stamp));
    const raw = new RedisBackend({ client, keyPrefix: "raw:", format: "raw" });
    await raw.set("k", ascii("bare"));
    expect(await client.call(["GET", "raw:k"])).toBe("bare");
    await close();
  });

  it("answers garbage under the prefix with INVALID_VALUE, and can delete it", async () => {
    const { backend, client, close } = subjectOn(rig);
    const invalid = { code: "INVALID_VALUE" };
    await client.call(["SET", `${backend.prefix}text`, "written by other software"]);
    await client.call(["LPUSH", `${backend.prefix}list`, "x"]);
    await client.call(["SET", `${backend.prefix}empty`, ""]);
    for (const key of ["text", "list", "empty"]) {
      await expect(backend.get(key)).rejects.toMatchObject(invalid);
      await expect(backend.getMany([key])).rejects.toMatchObject(invalid);
      const write = { key, value: ascii("v"), ttlMs: undefined, stamp };
      await expect(backend.setIfNewer(write)).rejects.toMatchObject(invalid);
    }
    await expect(backend.exists("text")).rejects.toMatchObject(invalid);
    await expect(backend.exists("list")).rejects.toMatchObject(invalid);
    await expect(backend.setIfAbsent("list", ascii("v"))).rejects.toMatchObject(invalid);
    expect(await backend.setIfAbsent("text", ascii("v"))).toBe(false);
    expect(await backend.setIfAbsent("empty", ascii("v"))).toBe(false);
    const outcomes = await backend.deleteMany(["text", "list", "empty"]);
    expect(outcomes).toMatchObject([{ existed: true }, { existed: true }, { outcome: "shared" }]);
    expect(await backend.get("list")).toBeUndefined();
    expect(backend.stats().errors).toBeGreaterThan(0);
    await close();
  });

  it("raw: refuses setIfNewer and stamped deletes as UNSUPPORTED, and says what to do", async () => {
    const { backend, close } = subjectOn(rig, { format: "raw" });
    const write = { key: "k", value: ascii("v"), ttlMs: undefined, stamp };
    const expected = { code: "UNSUPPORTED", message: expect.stringContaining('format "stamped"') };
    await expect(backend.setIfNewer(write)).rejects.toMatchObject(expected);
    await expect(backend.delete("k", { stamp })).rejects.toMatchObject(expected);
    expect(await backend.deleteMany(["k"], { stamp })).toMatchObject([expected]);
    await close();
  });

  it("touch gives a new life to a value, for ever without one, and none to a tombstone", async () => {
    const { backend, client, close } = subjectOn(rig);
    await backend.set("k", ascii("v"));
    expect(await backend.touch("k", 60_000)).toBe(true);
    expect((await backend.get("k"))?.ttlMs).toBeGreaterThan(50_000);
    expect(await backend.touch("k", undefined)).toBe(true);
    expect((await backend.get("k"))?.ttlMs).toBeUndefined();
    expect(await backend.touch("missing", 1000)).toBe(false);
    await backend.delete("k", { stamp, tombstoneMs: 5000 });
    expect(await backend.touch("k", undefined)).toBe(false);
    expect(await client.call(["PTTL", `${backend.prefix}k`])).toBeGreaterThan(0);
    await expect(backend.touch("k", 0.5)).rejects.toThrow(RangeError);
    await close();
  });

  it("lists and clears by prefix, tombstones left out", async () => {
    const { backend, close } = subjectOn(rig, { scanCount: 1 });
    const keys = ["users:1", "users:ключ", "users:gone", "usersAbc:1", "u*ers:2"];
    await backend.setMany(keys.map((key) => ({ key, value: ascii("v") })));
    await backend.delete("users:gone", { stamp });
    const listed = new Set<string>();
    for await (const key of backend.keys("users:")) listed.add(key);
    expect([...listed].toSorted()).toEqual(["users:1", "users:ключ"]);
    await backend.clearPrefix("u*ers:");
    expect(await backend.exists("u*ers:2")).toBe(false);
    await backend.clearPrefix("users:");
    expect(await backend.exists("users:1")).toBe(false);
    expect(await backend.exists("usersAbc:1")).toBe(true);
    await close();
  });

  it("survives SCRIPT FLUSH: an unknown script is sent with its source", async () => {
    const { backend, client, close } = subjectOn(rig);
    const write = { key: "k", value: ascii("v"), ttlMs: undefined };
    expect(await backend.setIfNewer({ ...write, stamp })).toBe("applied");
    await client.call(["SCRIPT", "FLUSH"]);
    expect(await backend.setIfNewer({ ...write, stamp: { ...stamp, counter: 1 } })).toBe("applied");
    expect(backend.stats().errors).toBe(0);
    await close();
  });

  it("leaves the client open when it is closed", async () => {
    const { backend, client, close } = subjectOn(rig);
    await backend.close();
    expect(await client.call(["PING"])).toBe("PONG");
    await close();
  });

  it("measures the round trip of health", async () => {
    const { backend, close } = subjectOn(rig, { degradedLatencyMs: 60_000 });
    const health = await backend.health();
    expect(health).toMatchObject({ status: "healthy" });
    expect(health.latencyMs).toBeGreaterThanOrEqual(0);
    await close();
  });
});

describe("on a server like 5.0, without HELLO", () => {
  const cases = backendCases(async () => {
    const rig = await embeddedRig({ version: "5.0.14" });
    return { ...subjectOn(rig), close: () => rig.close() };
  });
  it.each(namedCases(cases))("%s", (_, run) => run());
});

describe.runIf(realKind !== undefined)("on a real server out of memory", () => {
  it("refuses writes with OUT_OF_MEMORY, also in scripts, while reads and deletes go on", async (context) => {
    const kind = realKind as RigKind;
    noteServer(context, kind);
    const rig = await kind.make();
    const { backend, client } = subjectOn(rig);
    const oom = { code: "OUT_OF_MEMORY", cause: { code: "REPLY_ERROR" } };
    await backend.set("k", ascii("v"), { stamp });
    await backend.delete("tombstone", { stamp });
    await client.call(["CONFIG", "SET", "maxmemory", "1"]);
    const write = {
      key: "k",
      value: ascii("w"),
      ttlMs: undefined,
      stamp: { ...stamp, counter: 1 },
    };
    await expect(backend.set("k", ascii("w"))).rejects.toMatchObject(oom);
    await expect(backend.setIfNewer(write)).rejects.toMatchObject(oom);
    await expect(backend.setIfAbsent("new", ascii("w"))).rejects.toMatchObject(oom);
    await expect(backend.delete("k", { stamp })).rejects.toMatchObject(oom);
    expect(await backend.setMany([{ key: "k", value: ascii("w") }])).toMatchObject([oom]);
    expect((await backend.get("k"))?.value).toEqual(ascii("v"));
    expect(await backend.delete("k")).toEqual({ existed: true, outcome: "shared" });
    await rig.close();
  });
});

describe("without a server", () => {
  const failing = (error: Error): RedisBackend => {
    const reject = async (): Promise<never> => {
      throw error;
    };
    return new RedisBackend({ client: { run: reject, batch: reject }, keyPrefix: "p" });
  };

  it("rejects with UNAVAILABLE and the cause, and health says so without rejecting", async () => {
    const cause = new RespError("CONNECT_FAILED", "Nothing listens.");
    const backend = failing(cause);
    await expect(backend.get("k")).rejects.toMatchObject({ code: "UNAVAILABLE", cause });
    await expect(backend.set("k", ascii("v"))).rejects.toBeInstanceOf(CacheError);
    await expect(
      backend.setIfNewer({ key: "k", value: undefined, ttlMs: 1, stamp }),
    ).rejects.toMatchObject({ cause });
    expect(await backend.health()).toMatchObject({ status: "unhealthy", error: { cause } });
    expect(backend.stats().errors).toBe(4);
  });

  it("gives every entry of setMany and deleteMany the error of the whole batch", async () => {
    const backend = failing(new RespError("COMMAND_TIMEOUT", "Too late.", { maybeExecuted: true }));
    const late = { code: "TIMEOUT", maybeExecuted: true };
    const entries = [
      { key: "a", value: ascii("v") },
      { key: "b", value: ascii("v"), ttlMs: Number.NaN },
    ];
    expect(await backend.setMany(entries)).toMatchObject([late, { name: "RangeError" }]);
    expect(await backend.deleteMany(["a", "\ud800"])).toMatchObject([late, { name: "TypeError" }]);
    await expect(backend.getMany(["a"])).rejects.toMatchObject(late);
  });

  it.each([-2, 0])(
    "H8: a key that ends between GET and PTTL (%d) is a miss, not for ever",
    async (pttlMs) => {
      const stored = encodeStoredValue(ascii("v"), stamp);
      const replies = [
        [stored, pttlMs],
        [[stored], pttlMs],
        [stored, -1],
      ];
      const batch = async (): Promise<never> => replies.shift() as never;
      const backend = new RedisBackend({ client: { run: batch, batch }, keyPrefix: "p" });
      expect(await backend.get("k")).toBeUndefined();
      expect(await backend.getMany(["k"])).toEqual([undefined]);
      expect(await backend.get("k")).toMatchObject({ ttlMs: undefined });
      expect(backend.stats()).toMatchObject({ hits: 1, misses: 2 });
    },
  );

  it("says degraded when the round trip takes long, by its own clock", async () => {
    let nowMs = 0;
    const run = (): Promise<never> => {
      nowMs += 101;
      return Promise.resolve(undefined as never);
    };
    const client = { run, batch: run };
    const environment = { now: () => nowMs, monotonic: () => nowMs };
    const backend = new RedisBackend({ client, keyPrefix: "p", environment });
    expect(await backend.health()).toEqual({ status: "degraded", latencyMs: 101 });
  });
});

describe("options", () => {
  const client = {
    run: () => Promise.reject(new Error()),
    batch: () => Promise.reject(new Error()),
  };
  it.each([
    [{ keyPrefix: "p" }, TypeError, /client/],
    [{ client }, TypeError, /keyPrefix/],
    [{ client, keyPrefix: ":" }, RangeError, /keyPrefix/],
    [{ client, keyPrefix: "p", format: "json" }, RangeError, /format.*json/],
    [{ client, keyPrefix: "p", scanCount: 0 }, RangeError, /scanCount.*got 0/],
    [{ client, keyPrefix: "p", ttl: 1 }, TypeError, /unknown option "ttl"/],
  ])("refuses %o", (options, kind, message) => {
    const make = () => new RedisBackend(options as never);
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });
});
