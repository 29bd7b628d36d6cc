// Which commands let a leased connection go back to the pool, and which end it: the next borrower must
// find it as the one before did.

import type { Lease } from "@respite/resp";
import { describe, expect, it } from "vitest";
import { stage } from "../support/setup.ts";

type Words = readonly string[];

/** Commands of one lease, and whether the connection survives it. */
const leases: readonly [what: string, commands: readonly Words[], returned: boolean][] = [
  ["nothing at all", [], true],
  ["a read", [["GET", "k"]], true],
  ["a write", [["SET", "k", "v"]], true],
  ["a blocking command", [["BLPOP", "k", "1"]], true],
  ["WATCH alone", [["WATCH", "k"]], false],
  ["WATCH, UNWATCH", [["WATCH", "k"], ["UNWATCH"]], true],
  ["MULTI alone", [["MULTI"]], false],
  ["MULTI, EXEC", [["MULTI"], ["SET", "k", "v"], ["EXEC"]], true],
  ["MULTI, DISCARD", [["MULTI"], ["SET", "k", "v"], ["DISCARD"]], true],
  ["MULTI, UNWATCH, which is only queued", [["MULTI"], ["UNWATCH"]], false],
  ["WATCH, MULTI, EXEC", [["WATCH", "k"], ["MULTI"], ["EXEC"]], true],
  ["WATCH behind EXEC", [["MULTI"], ["EXEC"], ["WATCH", "k"]], false],
  ["two transactions, the second open", [["MULTI"], ["EXEC"], ["MULTI"]], false],
  ["SELECT", [["SELECT", "1"]], false],
  ["CLIENT SETNAME", [["CLIENT", "SETNAME", "x"]], false],
  ["CLIENT TRACKING", [["CLIENT", "TRACKING", "ON"]], false],
  ["CLIENT NO-EVICT", [["CLIENT", "NO-EVICT", "ON"]], false],
  ["READONLY", [["READONLY"]], false],
  ["ASKING", [["ASKING"]], false],
  ["a module's command", [["GRAPH.QUERY", "g", "q"]], false],
  ["SELECT, then a transaction", [["SELECT", "1"], ["MULTI"], ["EXEC"]], false],
  ["CLIENT ID", [["CLIENT", "ID"]], true],
  ["EVAL", [["EVAL", "return 1", "0"]], true],
];

/** Answers of a server that is content with everything. */
function contented(words: Words): string {
  const [name = ""] = words;
  if (name === "EXEC") return "*0\r\n";
  return "+OK\r\n";
}

async function reused(
  use: (lease: Lease) => Promise<unknown>,
  answer: (words: Words) => string | undefined = contented,
): Promise<boolean> {
  const { client, clock, server } = stage({ poolSize: 1, commandTimeoutMs: 200 });
  server.answer = answer;
  const first = client.lease(use).catch(() => {});
  await clock.advance(400);
  await first;
  await client.lease((lease) => lease.call(["GET", "k"]));
  await clock.settle();
  return server.peers.length === 1;
}

describe("a leased connection", () => {
  it.each(leases)("%s", async (_what, commands, returned) => {
    const use = async (lease: Lease): Promise<void> => {
      for (const words of commands) await lease.call(words);
    };
    expect(await reused(use)).toBe(returned);
  });

  it("stays open where the second MULTI left before the first EXEC was answered", async () => {
    const use = (lease: Lease): Promise<unknown> =>
      Promise.all([["MULTI"], ["EXEC"], ["MULTI"]].map((words) => lease.call(words)));
    expect(await reused(use)).toBe(false);
  });

  it("is returned after EXECABORT, which ends the transaction as EXEC does", async () => {
    const refusing = (words: Words): string =>
      words[0] === "EXEC" ? "-EXECABORT Transaction discarded\r\n" : contented(words);
    const use = async (lease: Lease): Promise<void> => {
      await lease.call(["WATCH", "k"]);
      await lease.call(["MULTI"]);
      await lease.call(["EXEC"]);
    };
    expect(await reused(use, refusing)).toBe(true);
  });

  it("ends where EXEC fails in any other way", async () => {
    const refusing = (words: Words): string =>
      words[0] === "EXEC" ? "-ERR EXEC without MULTI\r\n" : contented(words);
    const use = async (lease: Lease): Promise<void> => {
      await lease.call(["WATCH", "k"]);
      await lease.call(["EXEC"]);
    };
    expect(await reused(use, refusing)).toBe(false);
  });

  it("ends where the reply of EXEC was not seen", async () => {
    const silent = (words: Words): string | undefined =>
      words[0] === "EXEC" ? undefined : contented(words);
    const use = async (lease: Lease): Promise<void> => {
      await lease.call(["MULTI"]);
      await lease.call(["EXEC"]);
    };
    expect(await reused(use, silent)).toBe(false);
  });

  it("ends where a command is still in flight", async () => {
    const silent = (words: Words): string | undefined =>
      words[0] === "INCR" ? undefined : contented(words);
    const use = (lease: Lease): Promise<void> => {
      lease.call(["INCR", "k"]).catch(() => {});
      return Promise.resolve();
    };
    expect(await reused(use, silent)).toBe(false);
  });

  it("is returned when its borrower fails, if it is clean", async () => {
    const use = async (lease: Lease): Promise<void> => {
      await lease.call(["GET", "k"]);
      throw new Error("the borrower's own");
    };
    expect(await reused(use)).toBe(true);
  });

  it("refuses commands once the lease is over", async () => {
    const { client, server } = stage();
    server.answer = contented;
    const kept = await client.lease((lease) => Promise.resolve(lease));
    await expect(kept.call(["GET", "k"])).rejects.toThrow(/This lease is over/);
  });
});
