// Real servers for tests: redis-server or valkey-server from PATH, each on a free loopback port with a
// directory of its own, gone when the test process ends, however it ends.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { serverOnPath } from "./available-server.ts";
import { endWithUs } from "./end-with-us.ts";

/** How the server is to run; everything is optional. */
export interface RedisOptions {
  /** More command-line arguments, as `["--maxclients", "10"]`; they win over all others. */
  args?: readonly string[] | undefined;
  /** Files of the server's certificate; the plain port is then closed. */
  tls?: { certFile: string; keyFile: string; caFile: string; verifyClients?: boolean } | undefined;
  requirepass?: string | undefined;
  /** Lines of an ACL file, as `user alice on >secret ~* +@all`; `default` keeps full access unless named. */
  acl?: readonly string[] | undefined;
  /** True to listen on a unix socket too; see `unixSocket` of the result. */
  unixSocket?: boolean | undefined;
  /** True to keep data over restarts. Default false: a restart comes back empty. */
  appendonly?: boolean | undefined;
  /** As "10mb". */
  maxmemory?: string | undefined;
  maxmemoryPolicy?: string | undefined;
  /** Default: a free one. */
  port?: number | undefined;
}

/** A running server. */
export interface RedisServer {
  readonly name: string;
  /** As "7.0.15". */
  readonly version: string;
  readonly host: string;
  readonly port: number;
  /** `redis://` or `rediss://`, without credentials. */
  readonly url: string;
  /** The socket's path, where asked for. */
  readonly unixSocket: string | undefined;
  /** The process id; undefined while it is down. */
  readonly pid: number | undefined;
  /** What the server printed. */
  log(): string;
  /** SIGKILL: no goodbye to anybody. */
  kill(): Promise<void>;
  /** SIGTERM, then wait. */
  stop(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Starts again at the same port, killing first what runs; empty unless `appendonly`. */
  restart(): Promise<void>;
  /** Ends it and removes its directory. Twice is fine. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Longest wait for a server to answer, in milliseconds. */
const startTimeoutMs = 10_000;

/**
 * Starts a server and waits until it answers.
 *
 * @throws {Error} without a server on PATH, or if it does not come up, with its log.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const found = serverOnPath();
  if (found === undefined) {
    throw new Error(
      "No redis-server or valkey-server on PATH: install one, or ask availableServer().",
    );
  }
  const directory = mkdtempSync(join(tmpdir(), "respite-redis-"));
  // A free port may be taken between looking and listening: then another one is tried.
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const server = new Server(found, { ...options, port }, directory);
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.kill();
      const portTaken = server.log().includes("Address already in use");
      if (!portTaken || options.port !== undefined || attempt === 5) {
        await server[Symbol.asyncDispose]();
        throw error;
      }
    }
  }
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen({ port: 0, host: "127.0.0.1" }, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

type Settings = RedisOptions & { readonly port: number };

class Server implements RedisServer {
  readonly name: string;
  readonly version: string;
  readonly host = "127.0.0.1";
  readonly port: number;
  readonly unixSocket: string | undefined;
  readonly #options: Settings;
  readonly #directory: string;
  #process: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #output = "";

  constructor(found: { name: string; version: string }, options: Settings, directory: string) {
    this.name = found.name;
    this.version = found.version;
    this.port = options.port;
    this.unixSocket = options.unixSocket === true ? join(directory, "redis.sock") : undefined;
    this.#options = options;
    this.#directory = directory;
  }

  get url(): string {
    const scheme = this.#options.tls === undefined ? "redis" : "rediss";
    return `${scheme}://${this.host}:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  log(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    const child = spawn(this.name, this.#arguments(), {
      cwd: this.#directory,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    const collect = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-100_000);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const watchdog = endWithUs(child, this.#directory);
    this.#exited = new Promise((resolve) => {
      const ended = (): void => {
        watchdog?.kill("SIGKILL");
        if (this.#process === child) this.#process = undefined;
        resolve();
      };
      child.once("error", (error) => {
        this.#output += String(error);
        ended();
      });
      child.once("exit", ended);
    });
    await this.#untilItAnswers();
  }

  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#exited;
  }

  async stop(): Promise<void> {
    this.thaw();
    this.#process?.kill("SIGTERM");
    await this.#exited;
  }

  freeze(): void {
    this.#process?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#process?.kill("SIGCONT");
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #arguments(): string[] {
    const { tls, requirepass, acl, appendonly, maxmemory, maxmemoryPolicy, args } = this.#options;
    const settings = [
      ...["--bind", this.host, "--dir", this.#directory, "--save", "", "--loglevel", "notice"],
      ...["--appendonly", appendonly === true ? "yes" : "no", "--appendfsync", "always"],
      ...(tls === undefined ? ["--port", String(this.port)] : this.#tlsArguments(tls)),
    ];
    if (requirepass !== undefined) settings.push("--requirepass", requirepass);
    if (this.unixSocket !== undefined) settings.push("--unixsocket", this.unixSocket);
    if (maxmemory !== undefined) settings.push("--maxmemory", maxmemory);
    if (maxmemoryPolicy !== undefined) settings.push("--maxmemory-policy", maxmemoryPolicy);
    if (acl !== undefined) {
      const file = join(this.#directory, "users.acl");
      const named = acl.some((line) => line.startsWith("user default "));
      const lines = named ? acl : ["user default on nopass ~* &* +@all", ...acl];
      writeFileSync(file, `${lines.join("\n")}\n`);
      settings.push("--aclfile", file);
    }
    return [...settings, ...(args ?? [])];
  }

  #tlsArguments(tls: NonNullable<RedisOptions["tls"]>): string[] {
    return [
      ...["--port", "0", "--tls-port", String(this.port)],
      ...["--tls-cert-file", tls.certFile, "--tls-key-file", tls.keyFile],
      ...["--tls-ca-cert-file", tls.caFile],
      ...["--tls-auth-clients", tls.verifyClients === true ? "yes" : "no"],
    ];
  }

  async #untilItAnswers(): Promise<void> {
    const deadline = performance.now() + startTimeoutMs;
    for (;;) {
      if (this.#process === undefined) throw this.#failure("ended");
      if (await this.#answers()) return;
      if (performance.now() > deadline) throw this.#failure("did not answer in time");
      await sleep(10);
    }
  }

  /** One attempt at a PING; any reply but -LOADING will do, an authentication error too. */
  #answers(): Promise<boolean> {
    const { tls } = this.#options;
    const where = { host: this.host, port: this.port };
    const clientFiles =
      tls?.verifyClients === true
        ? { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }
        : {};
    const socket =
      tls === undefined
        ? connect(where)
        : connectTls({ ...where, ...clientFiles, rejectUnauthorized: false });
    return new Promise((resolve) => {
      socket.once("error", () => {
        resolve(false);
      });
      socket.once("close", () => {
        resolve(false);
      });
      socket.setTimeout(1000, () => socket.destroy());
      socket.write("PING\r\n");
      socket.once("data", (reply: Buffer) => {
        socket.destroy();
        resolve(!reply.toString().startsWith("-LOADING"));
      });
    });
  }

  #failure(what: string): Error {
    return new Error(`${this.name} at port ${this.port} ${what}. Its log:\n${this.#output}`);
  }
}

/** True if this server binary was built with TLS. */
export function supportsTls(): boolean {
  const found = serverOnPath();
  if (found === undefined) return false;
  const { stderr, stdout } = spawnSync(found.name, ["--tls-port", "0", "--port", "x"], {
    encoding: "utf8",
  });
  return !`${stdout}${stderr}`.includes(">>> 'tls-port");
}
