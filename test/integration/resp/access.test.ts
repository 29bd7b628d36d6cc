// Ways in: passwords, users, unix sockets, TLS, and the errors for those who stay outside.

import { existsSync } from "node:fs";
import { createClient } from "@respite/resp";
import { describe, expect, it } from "vitest";
import {
  availableServer,
  certificates,
  freePort,
  noteServer,
  serverOnPath,
  serversUnderTest,
  startRedis,
  supportsTls,
} from "../../harness/index.ts";

describe.each(serversUnderTest())("$name", (kind) => {
  it.each([2, 3, "auto"] as const)("password, protocol %s", async (protocol) => {
    await using server = await kind.start({ password: "open sesame" });
    await using client = createClient({ url: server.url, password: "open sesame", protocol });
    expect(await client.ping()).toBe("PONG");
    await using wrong = createClient({ url: server.url, password: "wrong", protocol });
    await expect(wrong.ping()).rejects.toMatchObject({ code: "AUTH_FAILED" });
  });

  it("no password where one is wanted", async () => {
    await using server = await kind.start({ password: "open sesame" });
    await using client = createClient({ url: server.url });
    await expect(client.ping()).rejects.toThrow(/wants a password/);
  });

  it.each([2, 3] as const)("ACL user, RESP%i", async (protocol) => {
    await using server = await kind.start({ users: { alice: { password: "in-wonderland" } } });
    await using client = createClient({
      url: server.url,
      username: "alice",
      password: "in-wonderland",
      protocol,
    });
    expect(await client.ping()).toBe("PONG");
  });

  it("a database of its own", async () => {
    await using server = await kind.start();
    await using two = createClient({ url: `${server.url}/2` });
    await using three = createClient({ url: server.url, db: 3 });
    await two.set("k", "two");
    expect(await three.get("k")).toBeNull();
    await using outside = createClient({ url: server.url, db: 99 });
    await expect(outside.ping()).rejects.toThrow(/Database 99/);
  });
});

describe("an absent server", () => {
  it("is named with host and port and what to check, within the deadline", async () => {
    const port = await freePort();
    await using client = createClient({ port, commandTimeoutMs: 300 });
    const startedAt = performance.now();
    await expect(client.ping()).rejects.toThrow(`127.0.0.1:${port}`);
    await expect(client.ping()).rejects.toThrow(/Check that the server runs/);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await using fresh = createClient({ port });
    await expect(fresh.connect()).rejects.toMatchObject({ code: "CONNECT_FAILED" });
  });
});

describe.runIf(availableServer() !== undefined)("on a real server", () => {
  const version = serverOnPath()?.version ?? "unknown";

  it("a unix socket", async (context) => {
    noteServer(context, { name: "redis-server", version });
    await using server = await startRedis({ unixSocket: true });
    expect(existsSync(server.unixSocket ?? "")).toBe(true);
    await using client = createClient(`unix://${server.unixSocket}`);
    expect(await client.set("k", "v")).toBe("OK");
    await using missing = createClient({ path: "/nowhere/redis.sock" });
    await expect(missing.connect()).rejects.toThrow(/no such socket/);
  });
});

describe.runIf(availableServer() !== undefined && supportsTls())("TLS", () => {
  it.each([2, 3] as const)("verified by CA, RESP%i", async (protocol) => {
    using all = await certificates();
    const { ca, server: own } = all;
    await using server = await startRedis({
      tls: { certFile: own.certFile, keyFile: own.keyFile, caFile: ca.certFile },
    });
    await using client = createClient({ url: server.url, tls: { ca: ca.cert }, protocol });
    expect(await client.set("k", "v")).toBe("OK");
    expect(await client.get("k")).toBe("v");
    // The same certificate by name, over the same address.
    await using named = createClient({
      host: "127.0.0.1",
      port: server.port,
      tls: { ca: ca.cert, servername: "localhost" },
    });
    expect(await named.ping()).toBe("PONG");
  });

  it("refuses a stranger's certificate, a wrong name and an expired one, and sends nothing", async () => {
    using all = await certificates();
    const refused = async (
      file: { certFile: string; keyFile: string },
      tls: { ca?: string; servername?: string },
    ): Promise<void> => {
      await using server = await startRedis({ tls: { ...file, caFile: all.ca.certFile } });
      await using client = createClient({ url: server.url, password: "never sent", tls });
      await expect(client.ping()).rejects.toMatchObject({
        code: "REFUSED",
        message: expect.stringContaining("certificate"),
      });
    };
    await refused(all.server, {});
    await refused(all.server, { ca: all.ca.cert, servername: "elsewhere.example" });
    await refused(all.wrongName, { ca: all.ca.cert });
    await refused(all.expired, { ca: all.ca.cert });
  });

  it("presents a client certificate where the server wants one", async () => {
    using all = await certificates();
    const { ca, server: own, client: mine } = all;
    await using server = await startRedis({
      tls: {
        certFile: own.certFile,
        keyFile: own.keyFile,
        caFile: ca.certFile,
        verifyClients: true,
      },
    });
    await using client = createClient({
      url: server.url,
      tls: { ca: ca.cert, cert: mine.cert, key: mine.key },
    });
    expect(await client.ping()).toBe("PONG");
  });
});
