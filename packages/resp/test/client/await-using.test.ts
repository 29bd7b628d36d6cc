// Whatever holds a connection can be given to `await using`, and holds none behind its block.

import { createClient } from "@respite/resp";
import { EmbeddedServer } from "@respite/resp/testing";
import { describe, expect, it } from "vitest";

describe.each([2, 3] as const)("await using, RESP%i", (protocol) => {
  it("a subscription", async () => {
    const server = new EmbeddedServer();
    await using client = createClient({ transport: server.transport(), protocol });
    {
      await using subscription = await client.subscribe("news");
      expect(subscription.channels).toEqual(["news"]);
      expect(await client.publish("news", "one")).toBe(1);
    }
    expect(await client.publish("news", "two")).toBe(0);
  });

  it("tracking in both modes, a caching reader, MONITOR", async () => {
    const server = new EmbeddedServer();
    await using client = createClient({ transport: server.transport(), protocol });
    await client.ping();
    const onInvalidate = (): void => {};
    {
      await using broadcast = await client.track({ prefixes: ["a:"], onInvalidate });
      await using reader = await client.track({ mode: "default", onInvalidate });
      await using caching = await client.cachingReader();
      await using monitor = await client.monitor();
      const all = [broadcast, reader, caching, monitor].map((each) => typeof each.close);
      expect(all).toEqual(Array.from({ length: 4 }, () => "function"));
      expect(client.stats().connections).toMatchObject({ trackers: 5, monitors: 1 });
    }
    expect(client.stats().connections).toMatchObject({ trackers: 0, monitors: 0, total: 1 });
    await expect.poll(() => server.connections.length).toBe(1);
  });

  it("the client itself", async () => {
    const server = new EmbeddedServer();
    {
      await using client = createClient({ transport: server.transport(), protocol });
      await client.ping();
    }
    await expect.poll(() => server.connections.length).toBe(0);
  });
});
