// Our connections in pools of other makers: what these are given, and what they may lend again.

import {
  type ConnectionFactory,
  connectionFactory,
  createPool,
  get,
  incr,
  type PooledConnection,
  type PoolFactory,
} from "@respite/resp";
import { connectionFactory as coreConnectionFactory } from "@respite/resp/core";
import { EmbeddedServer } from "@respite/resp/testing";
import genericPool, { type Factory } from "generic-pool";
import { describe, expect, expectTypeOf, it } from "vitest";

describe("connectionFactory", () => {
  // oxlint-disable-next-line vitest/expect-expect -- the type checker asserts
  it("fits generic-pool's Factory and our own", () => {
    expectTypeOf<ConnectionFactory>().toExtend<Factory<PooledConnection>>();
    expectTypeOf<ConnectionFactory>().toExtend<PoolFactory<PooledConnection>>();
    expectTypeOf(coreConnectionFactory).returns.toEqualTypeOf<ConnectionFactory>();
  });

  it.each([2, 3] as const)("serves generic-pool itself, RESP%i", async (protocol) => {
    const server = new EmbeddedServer();
    const factory = connectionFactory({ transport: server.transport(), protocol });
    const pool = genericPool.createPool(factory, { max: 1, testOnBorrow: true });
    const first = await pool.acquire();
    expect(first.protocol).toBe(protocol);
    expect(await Promise.all([first.run(incr("n")), first.call(["INCR", "n"])])).toEqual([1, 2]);
    await pool.release(first);
    const again = await pool.acquire();
    expect(again).toBe(first);
    // The next borrower must not find himself in another database.
    await again.call(["SELECT", 1]);
    await pool.release(again);
    const fresh = await pool.acquire();
    expect(fresh).not.toBe(first);
    expect(await fresh.run(get("n"))).toBe("2");
    await pool.release(fresh);
    await pool.drain();
    await pool.clear();
    await expect.poll(() => server.connections.length).toBe(0);
  });

  it("serves our own pool, which does not lend what the server has ended", async () => {
    const server = new EmbeddedServer();
    const factory = coreConnectionFactory({ transport: server.transport() });
    const pool = createPool(factory, { max: 1 });
    const first = await pool.acquire();
    await first.run(incr("n"));
    pool.release(first);
    await server.stop();
    await server.start();
    await expect.poll(() => first.clean).toBe(false);
    await pool.use(async (connection) => {
      expect(connection).not.toBe(first);
      expect(await connection.run(incr("n"))).toBe(1);
    });
    await pool.drain();
  });

  it("asks for credentials for each connection, and says why there is none", async () => {
    const server = new EmbeddedServer({ users: { app: { password: "right" } } });
    let asked = 0;
    const credentials = (): { username: string; password: string } => {
      asked += 1;
      return { username: "app", password: asked < 3 ? "right" : "wrong" };
    };
    const factory = connectionFactory({ transport: server.transport(), credentials });
    const both = [await factory.create(), await factory.create()];
    expect(asked).toBe(2);
    await expect(factory.create()).rejects.toMatchObject({ code: "AUTH_FAILED" });
    await Promise.all(both.map((each) => factory.destroy(each)));
    const aborted = factory.create(AbortSignal.abort());
    await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("destroy ends a connection, and rejects what is unfinished on it", async () => {
    const server = new EmbeddedServer();
    const factory = connectionFactory({ transport: server.transport() });
    const connection = await factory.create();
    const blocked = connection.call(["BLPOP", "empty", 0]);
    await expect.poll(() => connection.clean).toBe(false);
    await factory.destroy(connection);
    await factory.destroy(connection);
    await expect(blocked).rejects.toMatchObject({ code: "CONNECTION_CLOSED", maybeExecuted: true });
    await expect(connection.call(["PING"])).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    expect(await factory.validate(connection)).toBe(false);
    await expect.poll(() => server.connections.length).toBe(0);
  });
});
