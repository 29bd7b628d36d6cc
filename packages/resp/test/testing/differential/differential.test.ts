// The same commands against the embedded server and a real one must get the same replies, byte for byte
// but where a verb says how equal is equal. Skipped without a real server on PATH.

/* oxlint-disable vitest/expect-expect -- Pair expects */

import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, it } from "vitest";
import {
  availableServer,
  noteServer,
  serverOnPath,
  startRedis,
} from "../../../../../test/harness/index.ts";
import { aclScripts } from "./acl-scripts.ts";
import { collectionScripts } from "./collection-scripts.ts";
import { type BothServers, counterpart, openPair, type Pair } from "./pair.ts";
import { randomName, randomPattern, randomStep, randomStepOf } from "./random-step.ts";
import { scripts } from "./scripts.ts";
import { valueScripts } from "./value-scripts.ts";

const found = serverOnPath();
const reason = found === undefined ? " (skipped: no redis-server or valkey-server on PATH)" : "";
const present = availableServer() !== undefined;

/** Runs end, and shrinking too, before the test's own time is over. */
const limitMs = 12_000;

describe.skipIf(!present)(`embedded server against a real one${reason}`, () => {
  let both: BothServers;
  beforeAll(async () => {
    const redis = await startRedis();
    both = { redis, embedded: counterpart(redis) };
  });
  afterAll(async () => {
    await both.redis[Symbol.asyncDispose]();
  });
  beforeEach((context) => {
    if (found !== undefined) noteServer(context, found);
  });

  /**
   * A property on connections of its own for each run. A run that is broken off still waits for a reply:
   * on shared ones it would take the next run's, which then waits forever.
   */
  async function assertOnPairs<T>(
    { values, protocol, numRuns }: { values: fc.Arbitrary<T>; protocol: 2 | 3; numRuns: number },
    run: (pair: Pair, value: T) => Promise<void>,
  ): Promise<void> {
    let pair: Pair | undefined;
    const property = fc.asyncProperty(values, async (value) => {
      pair?.close();
      pair = await openPair(both, protocol);
      await run(pair, value);
    });
    try {
      await fc.assert(property, { interruptAfterTimeLimit: limitMs, numRuns });
    } finally {
      pair?.close();
    }
  }

  describe.each([2, 3] as const)("RESP%i", (protocol) => {
    it.each(Object.entries({ ...scripts, ...collectionScripts, ...valueScripts, ...aclScripts }))(
      "%s",
      async (_name, steps) => {
        const pair = await openPair(both, protocol);
        await pair.step(["same", "FLUSHALL"]);
        await pair.steps(steps);
        pair.close();
      },
    );

    it("random patterns and names", async () => {
      const names = fc.uniqueArray(randomName, { minLength: 5, maxLength: 30 });
      const patterns = fc.array(randomPattern, { minLength: 10, maxLength: 20 });
      const values = fc.tuple(names, patterns);
      await assertOnPairs({ values, protocol, numRuns: 50 }, async (pair, [keys, globs]) => {
        await pair.step(["same", "FLUSHALL"]);
        await pair.step(["same", "MSET", ...keys.flatMap((key) => [key, ""])]);
        await pair.steps(globs.map((glob) => ["sorted", "KEYS", glob]));
      });
    });

    it.each(Object.entries(randomStepOf))("random commands on %s", async (_name, step) => {
      const values = fc.array(step, { minLength: 1, maxLength: 80, size: "max" });
      await assertOnPairs({ values, protocol, numRuns: 60 }, async (pair, steps) => {
        await pair.step(["same", "FLUSHALL"]);
        await pair.steps(steps);
      });
    });

    it("random commands on a few keys", async () => {
      const values = fc.array(randomStep, { minLength: 1, maxLength: 60, size: "max" });
      await assertOnPairs({ values, protocol, numRuns: 200 }, async (pair, steps) => {
        await pair.step(["same", "FLUSHALL"]);
        await pair.steps(steps);
      });
    });
  });

  it("a server with a password and users", async () => {
    const acl = [
      "user default on >pw ~* &* +@all",
      "user alice on >secret ~* &* +@all",
      "user bob on >hidden ~* &* +@all -get",
    ];
    const users = {
      default: { password: "pw" },
      alice: { password: "secret" },
      bob: { password: "hidden", denied: ["get"] },
    };
    await using redis = await startRedis({ acl });
    const secured = { redis, embedded: counterpart(redis, { users }) };
    for (const protocol of [2, 3] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one protocol after the other
      const pair = await openPair(secured, 2);
      // oxlint-disable-next-line no-await-in-loop
      await pair.steps([
        ["same", "GET", "a"],
        ["same", "PING"],
        ["same", "NOPE"],
        ["same", "GET"],
        ["same", "MULTI"],
        ["same", "HELLO"],
        ["same", "HELLO", String(protocol)],
        ["same", "HELLO", String(protocol), "AUTH", "default", "wrong"],
        ["same", "AUTH", "wrong"],
        ["same", "AUTH", "alice", "wrong"],
        ["loosely", "HELLO", String(protocol), "AUTH", "alice", "secret", "SETNAME", "me"],
        ["same", "CLIENT", "GETNAME"],
        ["same", "AUTH", "wrong"],
        ["same", "SET", "a", "1"],
        ["same", "RESET"],
        ["same", "GET", "a"],
        ["same", "AUTH", "pw"],
        ["same", "GET", "a"],
        ["same", "AUTH", "bob", "hidden"],
        ["same", "GET", "a"],
        ["same", "MULTI"],
        ["same", "GET", "a"],
        ["same", "EXEC"],
        ["same", "QUIT"],
      ]);
      pair.close();
    }
  });

  it("transactions: what is queued, refused, watched", async () => {
    const pair = await openPair(both, 2);
    const other = await openPair(both, 2);
    await pair.step(["same", "WATCH", "w"]);
    await other.step(["same", "SET", "w", "1"]);
    await pair.steps([
      ["same", "MULTI"],
      ["same", "INCR", "w"],
      ["same", "EXEC"],
      ["same", "WATCH", "w"],
      ["same", "UNWATCH"],
    ]);
    await other.step(["same", "SET", "w", "2"]);
    await pair.steps([
      ["same", "MULTI"],
      ["same", "INCR", "w"],
      ["same", "EXEC"],
    ]);
    await pair.step(["same", "WATCH", "w"]);
    await other.step(["same", "FLUSHDB"]);
    await pair.steps([
      ["same", "MULTI"],
      ["same", "PING"],
      ["same", "EXEC"],
    ]);
    pair.close();
    other.close();
  });

  it.each([2, 3] as const)("RESP%i: pub/sub between two clients", async (protocol) => {
    const subscriber = await openPair(both, protocol);
    const publisher = await openPair(both, protocol);
    await subscriber.sendAndHear(["SUBSCRIBE", "a", "b"], 2);
    await subscriber.sendAndHear(["PSUBSCRIBE", "a*", "?"], 2);
    await publisher.step(["same", "PUBLISH", "a", "hello"]);
    // The order of patterns is that of a hash table.
    await subscriber.hear(3, "sorted");
    await publisher.step(["sorted", "PUBSUB", "CHANNELS"]);
    await publisher.step(["same", "PUBSUB", "NUMSUB", "a", "nobody"]);
    await publisher.step(["same", "PUBSUB", "NUMPAT"]);
    await subscriber.sendAndHear(["GET", "a"], 1);
    await subscriber.sendAndHear(["PING"], 1);
    await subscriber.sendAndHear(["PING", "x"], 1);
    await subscriber.sendAndHear(["UNSUBSCRIBE", "a"], 1);
    await subscriber.sendAndHear(["UNSUBSCRIBE"], 1);
    await subscriber.sendAndHear(["UNSUBSCRIBE"], 1);
    await subscriber.sendAndHear(["PUNSUBSCRIBE", "a*", "?", "none"], 3);
    await subscriber.sendAndHear(["GET", "a"], 1);
    subscriber.close();
    publisher.close();
  });

  it("tracking: broadcasts, own changes, flushes, expiry, redirection", async () => {
    const reader = await openPair(both, 3);
    const writer = await openPair(both, 3);
    await reader.steps([
      ["same", "CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "t:", "PREFIX", "u:"],
      ["same", "CLIENT", "TRACKINGINFO"],
    ]);
    await writer.step(["same", "SET", "t:1", "x"]);
    await reader.hear(1);
    await writer.step(["same", "MSET", "t:1", "x", "t:2", "y", "other", "z"]);
    await reader.hear(1, "sorted");
    await writer.step(["same", "DEL", "t:1", "u:none"]);
    await reader.hear(1);
    await reader.sendAndHear(["SET", "t:own", "1"], 2);
    await writer.step(["same", "SET", "t:short", "1", "PX", "30"]);
    await reader.hear(1);
    await reader.hear(1);
    await writer.step(["same", "FLUSHALL"]);
    await reader.hear(1);
    await reader.steps([
      ["same", "CLIENT", "TRACKING", "OFF"],
      ["same", "CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "t:", "NOLOOP"],
      ["same", "SET", "t:own", "2"],
    ]);
    await writer.step(["same", "SET", "t:other", "2"]);
    await reader.hear(1);
    await reader.step(["same", "FLUSHDB"]);
    await reader.hear(1);
    reader.close();
    writer.close();
  });

  it("tracking in default mode: what was read is told once", async () => {
    const reader = await openPair(both, 3);
    const writer = await openPair(both, 3);
    await reader.steps([
      ["same", "CLIENT", "TRACKING", "ON"],
      ["same", "CLIENT", "TRACKINGINFO"],
      ["same", "GET", "d:1"],
      ["same", "MGET", "d:2", "d:3"],
      ["same", "ZUNION", "2", "d:4", "d:5"],
      ["same", "SINTERCARD", "1", "d:6"],
      ["same", "HKEYS", "d:7"],
      ["same", "LPOS", "d:8", "x"],
    ]);
    for (const key of ["d:4", "d:5", "d:6", "d:7", "d:8"]) {
      await writer.step(["same", "SET", key, "x"]);
      await reader.hear(1);
      await writer.step(["same", "DEL", key]);
    }
    await writer.step(["same", "SET", "d:1", "x"]);
    await reader.hear(1);
    await writer.step(["same", "SET", "d:1", "y"]);
    await writer.step(["same", "DEL", "d:2"]);
    await writer.step(["same", "SET", "d:3", "y"]);
    await reader.hear(1);
    await reader.sendAndHear(["GET", "d:1"], 1);
    await reader.sendAndHear(["SET", "d:1", "own"], 2);
    reader.close();
    writer.close();
  });

  it("tracking under RESP2: a redirection to another client, and to itself", async () => {
    const data = await openPair(both, 2);
    const ear = await openPair(both, 2);
    const writer = await openPair(both, 2);
    const ids = await ear.both("CLIENT", "ID");
    await ear.sendAndHear(["SUBSCRIBE", "__redis__:invalidate"], 1);
    await data.stepEach(ids.map((id) => ["CLIENT", "TRACKING", "ON", "REDIRECT", id, "BCAST"]));
    await writer.step(["same", "SET", "k", "v"]);
    await ear.hear(1);
    await writer.step(["same", "FLUSHALL"]);
    await ear.hear(1);
    data.close();
    ear.close();
    const self = await openPair(both, 2);
    const own = await self.both("CLIENT", "ID");
    await self.stepEach(own.map((id) => ["CLIENT", "TRACKING", "ON", "REDIRECT", id, "BCAST"]));
    await self.sendAndHear(["SUBSCRIBE", "__redis__:invalidate"], 1);
    await writer.step(["same", "SET", "k", "v"]);
    await self.hear(1);
    self.close();
    writer.close();
  });

  it.each([2, 3] as const)("RESP%i: shard channels between two clients", async (protocol) => {
    const subscriber = await openPair(both, protocol);
    const publisher = await openPair(both, protocol);
    await subscriber.sendAndHear(["SSUBSCRIBE", "a", "b"], 2);
    await subscriber.sendAndHear(["SUBSCRIBE", "a"], 1);
    await publisher.step(["same", "SPUBLISH", "a", "to the shard"]);
    await subscriber.hear(1);
    await publisher.step(["same", "PUBLISH", "a", "to all"]);
    await subscriber.hear(1);
    await publisher.step(["sorted", "PUBSUB", "SHARDCHANNELS"]);
    await publisher.step(["same", "PUBSUB", "SHARDCHANNELS", "b*"]);
    await publisher.step(["same", "PUBSUB", "SHARDNUMSUB", "a", "nobody"]);
    await publisher.step(["same", "PUBSUB", "CHANNELS"]);
    await subscriber.sendAndHear(["UNSUBSCRIBE"], 1);
    await subscriber.sendAndHear(["GET", "a"], 1);
    await subscriber.sendAndHear(["SUNSUBSCRIBE", "a"], 1);
    await subscriber.sendAndHear(["SUNSUBSCRIBE"], 1);
    await subscriber.sendAndHear(["SUNSUBSCRIBE"], 1);
    await subscriber.sendAndHear(["GET", "a"], 1);
    subscriber.close();
    publisher.close();
  });

  it.each([2, 3] as const)("RESP%i: other commands that wait", async (protocol) => {
    const waiting = await openPair(both, protocol);
    const pusher = await openPair(both, protocol);
    const ids = await waiting.both("CLIENT", "ID");
    const cases: readonly (readonly [wait: string, wake: string])[] = [
      ["BLMOVE from to LEFT RIGHT 0", "RPUSH from x y"],
      ["BRPOPLPUSH from2 to 0", "RPUSH from2 x y"],
      ["BLMPOP 0 2 m1 m2 LEFT COUNT 2", "RPUSH m2 x y z"],
      ["BZPOPMIN z1 z2 0", "ZADD z2 1 a 2 b"],
      ["BZPOPMAX z3 0", "ZADD z3 1 a 2 b"],
      ["BZMPOP 0 1 z4 MAX", "ZADD z4 1 a 2 b"],
      ["BLPOP renamed 0", "RENAME to renamed"],
      ["BLPOP l 0", "LMOVE m2 l LEFT LEFT"],
    ];
    await pusher.step(["same", "FLUSHALL"]);
    for (const [wait, wake] of cases) {
      waiting.send(...wait.split(" "));
      await pusher.untilBlocked();
      await pusher.step(["same", ...wake.split(" ")]);
      await waiting.hear(1);
    }
    for (const how of [[], ["TIMEOUT"], ["ERROR"]]) {
      waiting.send("BLPOP", "never", "0");
      await pusher.untilBlocked();
      await pusher.stepEach(ids.map((id) => ["CLIENT", "UNBLOCK", id].concat(how)));
      await waiting.hear(1);
    }
    for (const wait of [
      "BLMOVE a b LEFT LEFT 0",
      "BLPOP a 0",
      "BZPOPMIN a 0",
      "BLMPOP 0 1 a LEFT",
    ]) {
      await waiting.step(["same", "MULTI"]);
      await waiting.step(["same", ...wait.split(" ")]);
      await waiting.step(["same", "EXEC"]);
    }
    waiting.close();
    pusher.close();
  });

  it.each([2, 3] as const)("RESP%i: blocking pops", async (protocol) => {
    const waiting = await openPair(both, protocol);
    const pusher = await openPair(both, protocol);
    waiting.send("BLPOP", "q1", "q2", "0");
    await pusher.untilBlocked();
    await pusher.step(["same", "RPUSH", "q2", "x", "y"]);
    await waiting.hear(1);
    await waiting.sendAndHear(["BLPOP", "q2", "0"], 1);
    await waiting.sendAndHear(["BLPOP", "q2", "0.02"], 1);
    await waiting.sendAndHear(["LRANGE", "q2", "0", "-1"], 1);
    waiting.close();
    pusher.close();
  });
});
