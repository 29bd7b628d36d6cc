// A fast side and a slow one, with the proxy between them: on real sockets in front of a real server, and
// in memory on a virtual clock.

import { connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  availableServer,
  noteServer,
  type RedisServer,
  serverOnPath,
  startRedis,
} from "../../../../../test/harness/index.ts";
import { encodeCommand, FrameDecoder } from "../../../src/codec/index.ts";
import {
  EmbeddedServer,
  type ProxyHook,
  RecordingProxy,
  VirtualClock,
} from "../../../src/testing/index.ts";
import { type NodeProxy, recordingProxy } from "../../../src/testing/node/index.ts";
import type { MemoryLink } from "../../../src/transport/memory.ts";
import { nodeTransport } from "../../../src/transport/node.ts";
import { latin1, RawConnection } from "../raw-connection.ts";

const found = serverOnPath();
const reason = found === undefined ? " (skipped: no redis-server or valkey-server on PATH)" : "";
const present = availableServer() !== undefined;

const valueBytes = 65_536;
const count = 1000;
const totalBytes = valueBytes * count;

/** Bytes the proxy has read of one kind of event. */
function readBytes({ recording }: Pick<NodeProxy, "recording">, kind: "command" | "reply"): number {
  return recording.events.reduce(
    (sum, event) => sum + (event.kind === kind ? event.bytes.length : 0),
    0,
  );
}

/** Lets this process' event loop, and with it the proxy, read what the sockets hold. */
async function letThrough(): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- turn after turn
  for (let left = 2000; left > 0; left--) await turn();
}

describe.skipIf(!present)(`proxy between a fast side and a slow one${reason}`, () => {
  let redis: RedisServer;
  let admin: RawConnection;
  let proxy: NodeProxy;
  let client: Socket;
  beforeAll(async () => {
    redis = await startRedis();
    admin = await RawConnection.open(nodeTransport(), { host: redis.host, port: redis.port });
  });
  afterAll(async () => {
    admin.close();
    await redis[Symbol.asyncDispose]();
  });
  beforeEach(async (context) => {
    if (found !== undefined) noteServer(context, found);
    proxy = await recordingProxy({ upstream: redis });
    client = connect(proxy.port, proxy.host);
    return async () => {
      client.destroy();
      await proxy.close();
    };
  });

  /** Bytes of replies that the server holds, since nobody takes them. */
  async function heldByServer(): Promise<number> {
    const [held] = /(?<=name=through .* omem=)[0-9]+/.exec(
      latin1Of(await admin.callFrame("CLIENT", "LIST")),
    ) ?? ["0"];
    return Number(held);
  }

  it("a client that reads nothing: the server keeps its replies, until they are read", async () => {
    await admin.call("SET", "big", "x".repeat(valueBytes));
    client.pause();
    client.write(encodeCommand(["CLIENT", "SETNAME", "through"]));
    for (let left = count; left > 0; left--) client.write(encodeCommand(["GET", "big"]));
    await expect
      .poll(() => admin.call("INFO", "commandstats"), { timeout: 15_000 })
      .toContain(`cmdstat_get:calls=${count},`);
    await letThrough();
    expect(await heldByServer()).toBeGreaterThan(totalBytes / 2);
    expect(readBytes(proxy, "reply")).toBeLessThan(totalBytes / 2);
    let replies = 0;
    const decoder = new FrameDecoder({ onFrame: () => replies++ });
    client.on("data", (chunk) => decoder.write(chunk));
    client.resume();
    await expect.poll(() => replies, { timeout: 15_000 }).toBe(count + 1);
    expect(await heldByServer()).toBe(0);
  });

  it("a server that reads nothing: the client keeps its commands, until they are read", async () => {
    await admin.call("FLUSHALL");
    let replies = 0;
    const decoder = new FrameDecoder({ onFrame: () => replies++ });
    client.on("data", (chunk) => decoder.write(chunk));
    client.write(encodeCommand(["PING"]));
    await expect.poll(() => replies).toBe(1);
    redis.freeze();
    const value = "x".repeat(valueBytes);
    for (let key = 0; key < count; key++) client.write(encodeCommand(["SET", `k${key}`, value]));
    await letThrough();
    const taken = readBytes(proxy, "command");
    const kept = client.writableLength;
    redis.thaw();
    expect(taken).toBeLessThan(totalBytes / 2);
    expect(kept).toBeGreaterThan(totalBytes / 4);
    await expect.poll(() => replies, { timeout: 15_000 }).toBe(count + 1);
    expect(await admin.call("DBSIZE")).toBe(`:${count}`);
  });
});

function latin1Of(frame: { readonly type: string; readonly bytes?: Uint8Array }): string {
  return frame.bytes === undefined ? "" : latin1(frame.bytes);
}

const target = { host: "embedded", port: 1 };

interface Scene {
  readonly clock: VirtualClock;
  readonly proxy: RecordingProxy;
  readonly client: MemoryLink;
  replies(): number;
}

/** A client of a proxy in front of the embedded server, over links in memory. */
async function scene(options: {
  faults?: ProxyHook;
  highWaterMarkBytes?: number;
  maxRecordedBytes?: number;
}): Promise<Scene> {
  const clock = new VirtualClock();
  const { environment } = clock;
  const server = new EmbeddedServer({ environment });
  server.set(0, "k", "x".repeat(1000));
  const proxy = new RecordingProxy(server.transport(), target, { environment, ...options });
  let replies = 0;
  const decoder = new FrameDecoder({ onFrame: () => replies++ });
  const opening = proxy.transport().open(target, {
    data: (chunk) => decoder.write(chunk),
    drain: () => {},
    close: () => {},
  });
  await clock.settle();
  return { clock, proxy, client: (await opening) as MemoryLink, replies: () => replies };
}

const get = encodeCommand(["GET", "k"]);

describe("proxy in memory", () => {
  it("counts what a fault holds back, and reads on when it is delivered", async () => {
    const { clock, proxy, client, replies } = await scene({
      faults: ({ index }) => (index === 0 ? { kind: "delay", ms: 1000 } : undefined),
      highWaterMarkBytes: 10_000,
    });
    for (let left = 100; left > 0; left--) client.write(get);
    await clock.settle();
    expect(readBytes(proxy, "reply")).toBeGreaterThan(10_000);
    // One more chunk may have been on its way.
    expect(readBytes(proxy, "reply")).toBeLessThan(13_000);
    await clock.advance(1000);
    expect(replies()).toBe(100);
  });

  it("a reply that is late doesn't hold those that overtake it", async () => {
    const { clock, client, replies } = await scene({
      faults: ({ index }) => (index === 0 ? { kind: "late", ms: 1000 } : undefined),
      highWaterMarkBytes: 500,
    });
    for (let left = 10; left > 0; left--) client.write(get);
    await clock.settle();
    expect(replies()).toBe(9);
    await clock.advance(1000);
    expect(replies()).toBe(10);
  });

  it("a client that stops reading holds the server, and the end is heard all the same", async () => {
    const { clock, proxy, client, replies } = await scene({ highWaterMarkBytes: 10_000 });
    client.pause();
    for (let left = 500; left > 0; left--) client.write(get);
    await clock.settle();
    const read = readBytes(proxy, "reply");
    expect(read).toBeLessThan(300_000);
    client.resume();
    await clock.settle();
    expect(replies()).toBe(500);
    client.pause();
    for (let left = 500; left > 0; left--) client.write(get);
    await clock.settle();
    client.destroy();
    await clock.settle();
    expect(proxy.connectionCount).toBe(0);
  });

  it("the recording ends at its limit, and says so; traffic goes on", async () => {
    const { clock, proxy, client, replies } = await scene({ maxRecordedBytes: 5000 });
    for (let left = 20; left > 0; left--) client.write(get);
    await clock.settle();
    expect(replies()).toBe(20);
    const { events } = proxy.recording;
    expect(events.at(-1)).toMatchObject({ kind: "full", connection: 1 });
    expect(events.filter(({ kind }) => kind === "full")).toHaveLength(1);
    expect(readBytes(proxy, "command") + readBytes(proxy, "reply")).toBeLessThan(5000);
    proxy.clear();
    client.write(get);
    await clock.settle();
    expect(proxy.recording.events.map(({ kind }) => kind)).toEqual(["command", "reply"]);
  });

  it.each([
    [{ highWaterMarkBytes: 0 }, "highWaterMarkBytes"],
    [{ maxRecordedBytes: -1 }, "maxRecordedBytes"],
  ])("%j is refused", (options, name) => {
    const { environment } = new VirtualClock();
    const server = new EmbeddedServer({ environment });
    expect(() => new RecordingProxy(server.transport(), target, options)).toThrow(name);
  });
});
