// The proxy with TLS on either side, between our client and real servers: who is verified, who is refused.

import { connect } from "node:net";
import { createClient } from "@respite/resp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  availableServer,
  type Certificates,
  certificates,
  noteServer,
  type RedisServer,
  serverOnPath,
  startRedis,
} from "../../../../../test/harness/index.ts";
import {
  type NodeProxyOptions,
  type NodeProxy,
  recordingProxy,
} from "../../../src/testing/node/index.ts";

const found = serverOnPath();
const reason = found === undefined ? " (skipped: no redis-server or valkey-server on PATH)" : "";
const present = availableServer() !== undefined;

describe.skipIf(!present)(`proxy with TLS in front of a real server${reason}`, () => {
  let set: Certificates;
  let plain: RedisServer;
  let secured: RedisServer;
  beforeAll(async () => {
    set = await certificates();
    const { certFile, keyFile } = set.server;
    const tls = { certFile, keyFile, caFile: set.ca.certFile };
    [plain, secured] = await Promise.all([startRedis(), startRedis({ tls })]);
  });
  afterAll(async () => {
    await Promise.all([plain[Symbol.asyncDispose](), secured[Symbol.asyncDispose]()]);
    set[Symbol.dispose]();
  });
  beforeEach((context) => {
    if (found !== undefined) noteServer(context, found);
  });

  /** What a client gets for a SET and a GET through a proxy: the value, or the error's code. */
  async function valueThrough(
    options: NodeProxyOptions,
    tls?: { ca?: string; cert?: string; key?: string },
  ): Promise<{ value: unknown; proxy: NodeProxy }> {
    const proxy = await recordingProxy(options);
    const client = createClient({
      host: proxy.host,
      port: proxy.port,
      tls,
      commandTimeoutMs: 2000,
    });
    const value = await client
      .set("k", "value")
      .then(() => client.get("k"))
      .catch((error: { code: string }) => error.code);
    client.destroy();
    await proxy.close();
    return { value, proxy };
  }

  const upstreamTls = (): NodeProxyOptions["upstream"] => ({
    host: secured.host,
    port: secured.port,
    tls: { ca: set.ca.cert },
  });

  it.each([
    ["towards the server", false, true],
    ["towards the client", true, false],
    ["on both sides", true, true],
  ])("%s: what is said is recorded in plain", async (_name, clientTls, serverTls) => {
    const upstream = serverTls ? upstreamTls() : { host: plain.host, port: plain.port };
    const { value, proxy } = await valueThrough(
      { upstream, tls: clientTls ? set.server : undefined },
      clientTls ? { ca: set.ca.cert } : undefined,
    );
    expect(value).toBe("value");
    expect(proxy.toText()).toContain(String.raw`"bytes":"*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"`);
    expect(proxy.toText()).toContain(String.raw`"bytes":"$5\r\nvalue\r\n"`);
  });

  it("a server that an unknown authority signed is a server that is not there", async () => {
    const upstream = { host: secured.host, port: secured.port, tls: { ca: set.otherCa.cert } };
    const { value, proxy } = await valueThrough({ upstream });
    expect(value).not.toBe("value");
    const { events } = proxy.recording;
    expect(events.filter(({ kind }) => kind === "reply")).toEqual([]);
    expect(events.find(({ kind }) => kind === "close")).toMatchObject({ by: "server" });
  });

  it("the server's name is verified: the one that is given, or the host", async () => {
    const { host, port } = secured;
    const tls = { ca: set.ca.cert, servername: "redis.example" };
    expect((await valueThrough({ upstream: { host, port, tls } })).value).not.toBe("value");
    const named = { ...tls, servername: "localhost" };
    expect((await valueThrough({ upstream: { host, port, tls: named } })).value).toBe("value");
    const trusting = { ...tls, rejectUnauthorized: false };
    expect((await valueThrough({ upstream: { host, port, tls: trusting } })).value).toBe("value");
  });

  it("asks clients for a certificate if it is to", async () => {
    const tls = { ...set.server, ca: set.ca.cert };
    const options = { upstream: { host: plain.host, port: plain.port }, tls };
    const bare = await valueThrough(options, { ca: set.ca.cert });
    expect(bare.value).not.toBe("value");
    expect(bare.proxy.recording.events.filter(({ kind }) => kind === "reply")).toEqual([]);
    const { cert, key } = set.client;
    expect((await valueThrough(options, { ca: set.ca.cert, cert, key })).value).toBe("value");
  });

  it("faults act inside of TLS", async () => {
    let cuts = 0;
    const { value, proxy } = await valueThrough(
      {
        upstream: upstreamTls(),
        tls: set.server,
        faults: ({ name }) => {
          if (name !== "GET" || cuts > 0) return undefined;
          cuts += 1;
          return { kind: "cut", afterBytes: 3 };
        },
      },
      { ca: set.ca.cert },
    );
    expect(value).toBe("value");
    expect(proxy.recording.events.filter(({ kind }) => kind === "open")).toHaveLength(2);
  });

  it("closes while a client says nothing of TLS at all", async () => {
    const proxy = await recordingProxy({ upstream: upstreamTls(), tls: set.server });
    const mute = connect(proxy.port, proxy.host);
    const ended = new Promise((resolve) => mute.once("close", resolve));
    mute.on("error", () => {
      // A reset is an end too.
    });
    await new Promise((resolve) => mute.once("connect", resolve));
    const babbler = connect(proxy.port, proxy.host);
    babbler.on("error", () => {
      // The same.
    });
    babbler.write("*1\r\n$4\r\nPING\r\n");
    // Refused by the handshake, and heard only when the server has accepted both.
    await new Promise((resolve) => babbler.once("close", resolve));
    await proxy.close();
    await ended;
    expect(proxy.recording.events).toEqual([]);
  });
});
