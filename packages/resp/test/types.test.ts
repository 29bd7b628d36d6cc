// What callers see in their editor, held by the compiler.

import {
  bytes,
  type CancelSignal,
  type Client,
  type ClientOptions,
  type CommandArgument,
  type CoreClient,
  get,
  incr,
  mget,
  type Reply,
  scan,
  set,
} from "@respite/resp";
import { createClient as createCoreClient } from "@respite/resp/core";
import { describe, expectTypeOf, it } from "vitest";

declare const client: Client;

describe("types", () => {
  it("a reply's type follows the call", () => {
    expectTypeOf(() => client.get("k")).returns.resolves.toEqualTypeOf<string | null>();
    expectTypeOf(() =>
      client.get("k", { strings: "bytes" }),
    ).returns.resolves.toEqualTypeOf<Uint8Array | null>();
    expectTypeOf(() => client.incr("k")).returns.resolves.toEqualTypeOf<number | bigint>();
    expectTypeOf(() => client.del("k")).returns.resolves.toEqualTypeOf<number>();
    expectTypeOf(() => client.call(["GET", "k"])).returns.resolves.toEqualTypeOf<Reply>();
    expectTypeOf(() => client.call<string[]>(["KEYS", "*"])).returns.resolves.toEqualTypeOf<
      string[]
    >();
    expectTypeOf(() => client.run(scan("0"))).returns.resolves.toHaveProperty("cursor");
  });

  it("descriptors change their type with their strings", () => {
    expectTypeOf(() =>
      client.run(bytes(get("k"))),
    ).returns.resolves.toEqualTypeOf<Uint8Array | null>();
    expectTypeOf(() => client.run(bytes(mget(["k"])))).returns.resolves.toEqualTypeOf<
      (Uint8Array | null)[]
    >();
  });

  it("a batch is a tuple of results, each of which may be an error", () => {
    const batch = () => client.batch([set("k", 1), incr("n"), get("k")]);
    expectTypeOf(batch).returns.resolves.toEqualTypeOf<
      ["OK" | null | Error, number | bigint | Error, string | null | Error]
    >();
  });

  it("arguments are what the wire can carry", () => {
    expectTypeOf<string | number | bigint | Uint8Array>().toEqualTypeOf<CommandArgument>();
    expectTypeOf<boolean>().not.toExtend<CommandArgument>();
    expectTypeOf<undefined>().not.toExtend<CommandArgument>();
  });

  it("AbortSignal is a CancelSignal", () => {
    expectTypeOf<AbortSignal>().toExtend<CancelSignal>();
  });

  it("every option may be given as undefined", () => {
    expectTypeOf<{ host: undefined; db: undefined; tls: undefined }>().toExtend<ClientOptions>();
  });

  it("the full client can do all that the core can", () => {
    expectTypeOf<Client>().toExtend<CoreClient>();
    expectTypeOf(createCoreClient).returns.toEqualTypeOf<CoreClient>();
    expectTypeOf<CoreClient>().not.toHaveProperty("incr");
  });
});
