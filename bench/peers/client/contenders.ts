// The clients under one shape. Each library is imported only in the process that measures it, and set
// up as its README does; what differs from its defaults is in its name.

import { createClient } from "@respite/resp";
import { type RawSocket, openRawSocket } from "./raw-socket.ts";

/** Where the server listens, and how to get there. */
export interface Address {
  readonly via: Via;
  readonly host: string;
  readonly port: number;
  /** The unix socket. */
  readonly path: string;
  /** The certificate that has signed the server's, PEM; for TLS. */
  readonly ca: string;
}

/** The ways to a server. */
export type Via = "tcp" | "unix" | "tls";

/** An open client. */
export interface Caller {
  readonly kind: "caller";
  get(key: string): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
  ping(): Promise<unknown>;
  close(): unknown;
}

/** One library in one setting. */
export interface Contender {
  readonly name: string;
  /** The package whose version is quoted. */
  readonly library: string;
  readonly vias: readonly Via[];
  /** True where it holds its commands in JavaScript, so that they can be weighed. */
  readonly weighed: boolean;
  open(address: Address): Promise<Caller | RawSocket>;
}

/** What runs as a process of Bun. */
export const bunName = "Bun's own";
/** Whom all ratios are to. */
export const reference = "node-redis 5";
/** Ours. */
export const own = "respite";
/** What no client can pass. */
export const limit = "raw socket";

const everyVia: readonly Via[] = ["tcp", "unix", "tls"];

/** Ours first, the limit last. */
export const contenders: readonly Contender[] = [
  row(own, "@respite/resp", openRespite),
  row(reference, "redis-client-5", openNodeRedis5),
  row("node-redis 6", "@redis/client", (address) => openNodeRedis6(address, {})),
  row("node-redis 6, no timeout", "@redis/client", (address) =>
    openNodeRedis6(address, { commandOptions: { timeout: undefined } }),
  ),
  row("ioredis", "ioredis", (address) => openIoredis("ioredis", address, false)),
  row("ioredis, auto", "ioredis", (address) => openIoredis("ioredis", address, true)),
  row("iovalkey, auto", "iovalkey", (address) => openIoredis("iovalkey", address, true)),
  {
    ...row("valkey-glide", "@valkey/valkey-glide", openGlide),
    // No unix sockets; what it holds lies in Rust.
    vias: ["tcp", "tls"],
    weighed: false,
  },
  { ...row(bunName, "bun", openBun), weighed: false },
  { ...row(limit, "node:net", openRawSocket), weighed: false },
];

function row(name: string, library: string, open: Contender["open"]): Contender {
  return { name, library, vias: everyVia, weighed: true, open };
}

async function openRespite({ via, host, port, path, ca }: Address): Promise<Caller> {
  // 1000 values of 64 KB in flight are more than its queue takes by default.
  const limits = { maxQueuedBytes: 256 * 1024 * 1024 };
  const where =
    via === "unix" ? { path } : { host, port, ...(via === "tls" ? { tls: { ca } } : {}) };
  const client = createClient({ ...where, ...limits });
  await client.connect();
  return {
    kind: "caller",
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    ping: () => client.ping(),
    close: () => client.destroy(),
  };
}

/** The part of node-redis that is the same in 5 and 6. */
interface NodeRedis {
  connect(): Promise<unknown>;
  on(event: "error", listener: (error: unknown) => void): unknown;
  get(key: string): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
  ping(): Promise<unknown>;
  destroy(): void;
}

async function openNodeRedis5(address: Address): Promise<Caller> {
  const { createClient: create } = await import("redis-client-5");
  return await startNodeRedis(create(nodeRedisOptions(address)));
}

async function openNodeRedis6(
  address: Address,
  options: { commandOptions?: { timeout: undefined } },
): Promise<Caller> {
  const { createClient: create } = await import("@redis/client");
  const settings: object = { ...nodeRedisOptions(address), ...options };
  return await startNodeRedis(create(settings));
}

function nodeRedisOptions({ via, host, port, path, ca }: Address) {
  if (via === "unix") return { socket: { path, tls: false as const } };
  if (via === "tls") return { socket: { host, port, tls: true as const, ca } };
  return { socket: { host, port } };
}

async function startNodeRedis(client: NodeRedis): Promise<Caller> {
  client.on("error", fail);
  await client.connect();
  return {
    kind: "caller",
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    ping: () => client.ping(),
    close: () => client.destroy(),
  };
}

/** The part of ioredis that iovalkey has too. */
interface Ioredis {
  connect(): Promise<unknown>;
  on(event: "error", listener: (error: unknown) => void): unknown;
  get(key: string): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
  ping(): Promise<unknown>;
  disconnect(): void;
}

async function openIoredis(
  library: "ioredis" | "iovalkey",
  { via, host, port, path, ca }: Address,
  enableAutoPipelining: boolean,
): Promise<Caller> {
  const { Redis } = (await import(library)) as { Redis: new (options: object) => Ioredis };
  const where =
    via === "unix" ? { path } : { host, port, ...(via === "tls" ? { tls: { ca } } : {}) };
  const client = new Redis({ ...where, enableAutoPipelining, lazyConnect: true });
  client.on("error", fail);
  await client.connect();
  return {
    kind: "caller",
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    ping: () => client.ping(),
    close: () => client.disconnect(),
  };
}

async function openGlide({ via, host, port, ca }: Address): Promise<Caller> {
  const { GlideClient } = await import("@valkey/valkey-glide");
  const client = await GlideClient.createClient({
    addresses: [{ host, port }],
    useTLS: via === "tls",
    requestTimeout: 5000,
    // Its own limit of 1000 counts a command until its reply has been handed over.
    inflightRequestsLimit: 100_000,
    advancedConfiguration: {
      // Its default of 2 seconds is too short for a handshake beside nine other processes.
      connectionTimeout: 20_000,
      ...(via === "tls" ? { tlsAdvancedConfiguration: { rootCertificates: ca } } : {}),
    },
  });
  return {
    kind: "caller",
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    ping: () => client.ping(),
    close: () => client.close(),
  };
}

interface BunRedis {
  connect(): Promise<unknown>;
  get(key: string): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
  ping(): Promise<unknown>;
  close(): void;
}

async function openBun({ via, host, port, path, ca }: Address): Promise<Caller> {
  const { Bun } = globalThis as {
    Bun?: { RedisClient: new (url: string, options: object) => BunRedis };
  };
  if (Bun === undefined) throw new Error("This contender runs in Bun only: give --bun.");
  const url =
    via === "unix" ? `redis+unix://${path}` : `redis${via === "tls" ? "s" : ""}://${host}:${port}`;
  const client = new Bun.RedisClient(url, via === "tls" ? { tls: { ca } } : {});
  await client.connect();
  return {
    kind: "caller",
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    ping: () => client.ping(),
    close: () => client.close(),
  };
}

/** A client that loses its connection during a measurement has measured nothing. */
function fail(error: unknown): void {
  throw error;
}
