// Transactions on every server, under both protocols and in every mode: all or nothing, conflicts found,
// connections handed on clean.

import { type Client, createClient, get, incr, set } from "@respite/resp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServerUnderTest } from "../../harness/index.ts";
import { combinations } from "./combinations.ts";

describe.each(combinations())(
  "transactions, $name, RESP$options.protocol, $lane",
  ({ kind, options }) => {
    let server: ServerUnderTest;
    let client: Client;

    beforeEach(async (context) => {
      server = await kind.start({}, context);
      client = createClient({ url: server.url, ...options });
    });

    afterEach(async () => {
      await client.close();
      await server[Symbol.asyncDispose]();
    });

    it("executes all or nothing", async () => {
      expect(await client.transaction([set("k", "1"), incr("k"), get("k")])).toEqual([
        "OK",
        2,
        "2",
      ]);
      const refused = client.transaction([
        set("k", "never"),
        { args: ["SET", "k"], reply: String },
      ]);
      await expect(refused).rejects.toMatchObject({ code: "REPLY_ERROR" });
      expect(await client.get("k")).toBe("2");
    });

    it("hands one command's error to its own place", async () => {
      await client.set("text", "not a number");
      const [first, second, third] = await client.transaction([
        set("k", "1"),
        incr("text"),
        get("k"),
      ]);
      expect([first, third]).toEqual(["OK", "1"]);
      expect(second).toMatchObject({ code: "REPLY_ERROR" });
    });

    it("counts exactly where many do so at once, by watching", async () => {
      await client.set("n", "0");
      const add = (): Promise<unknown> =>
        client.watch(
          "n",
          async (lease) => [set("n", Number(await lease.run(get("n"))) + 1)] as const,
          { retries: 500 },
        );
      await Promise.all(Array.from({ length: 8 }, add));
      expect(await client.get("n")).toBe("8");
    });

    it("says CONFLICT where another is always faster, and executes nothing", async () => {
      await using other = createClient({ url: server.url });
      await client.set("k", "0");
      const losing = client.watch(
        "k",
        async () => {
          await other.incr("k");
          return [set("k", "mine")];
        },
        { retries: 2 },
      );
      await expect(losing).rejects.toMatchObject({ code: "CONFLICT" });
      expect(await client.get("k")).toBe("3");
    });

    it("leaves no watch behind, whatever happened", async () => {
      await using one = createClient({ url: server.url, ...options, poolSize: 1 });
      await one.watch("k", () => Promise.resolve(undefined));
      await one.watch("k", () => Promise.reject(new Error("no"))).catch(() => {});
      const signal = AbortSignal.timeout(20);
      await one.watch("k", () => new Promise<never>(() => {}), { signal }).catch(() => {});
      await client.set("k", "changed");
      expect(await one.transaction([get("k")])).toEqual(["changed"]);
    });
  },
);
