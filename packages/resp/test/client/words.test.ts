// GET and SET, which go a shorter way than all other commands: what is sent, answered and refused is
// the same as by `call`.

import { describe, expect, it } from "vitest";
import type { CommandArgument } from "@respite/resp";
import { bulk } from "../support/fake-server.ts";
import { stage, watch } from "../support/setup.ts";

const keys: readonly CommandArgument[] = [
  "k",
  "",
  "\u00e9\u{1f600}",
  "x".repeat(300),
  new Uint8Array([107, 49]),
  7,
  2n ** 64n,
];
const wrong = [undefined, null, true, {}, Number.NaN, "\ud800"] as never[];

describe("get and set", () => {
  it("send what `call` sends", async () => {
    const { client, clock, server } = stage();
    await client.connect();
    server.peer.commands.length = 0;
    for (const key of keys) {
      void Promise.allSettled([client.get(key), client.call(["GET", key])]);
      void Promise.allSettled([client.set(key, key), client.call(["SET", key, key])]);
    }
    await clock.settle();
    const { commands } = server.peer;
    expect(commands).toHaveLength(4 * keys.length);
    for (let at = 0; at < commands.length; at += 2) expect(commands[at]).toEqual(commands[at + 1]);
  });

  it("reject for a wrong argument, as `call` does, and send nothing", async () => {
    const { client, clock, server } = stage();
    await client.connect();
    server.peer.commands.length = 0;
    for (const value of wrong) {
      const expected = await reason(client.call(["GET", value]));
      expect(expected).toBeInstanceOf(TypeError);
      expect(await reason(client.get(value))).toEqual(expected);
      expect(await reason(client.set(value, "v"))).toEqual(expected);
      expect(await reason(client.set("k", value))).toEqual(
        await reason(client.call(["SET", "k", value])),
      );
    }
    const sent = watch(client.get("k"));
    await clock.settle();
    expect(server.peer.commands).toEqual([["GET", "k"]]);
    server.peer.say(bulk("v"));
    await clock.settle();
    expect(sent.outcome).toBe("v");
  });

  it("follow their options", async () => {
    const { client, clock, server } = stage();
    await client.connect();
    server.peer.commands.length = 0;
    const bytes = watch(client.get("k", { strings: "bytes" }));
    const late = watch(client.set("k", "v", { px: 5, timeoutMs: 50 }));
    await clock.settle();
    server.peer.say(bulk("v"));
    await clock.advance(100);
    expect(bytes.outcome).toEqual(new TextEncoder().encode("v"));
    expect(late.outcome).toMatchObject({ code: "COMMAND_TIMEOUT", maybeExecuted: true });
    expect(server.peer.commands).toEqual([
      ["GET", "k"],
      ["SET", "k", "v", "PX", "5"],
    ]);
  });
});

async function reason(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => "nothing was refused",
    (error: unknown) => error,
  );
}
