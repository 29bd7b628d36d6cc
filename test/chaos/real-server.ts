// A real server with everything a schedule does to it, and two ways past the faults: one to do harm, one
// to read what is stored.

import { setTimeout as pause } from "node:timers/promises";
import { type Client, createClient } from "@respite/resp";
import { type RedisServer, startRedis } from "../harness/index.ts";
import { type PlannedFault, secrets } from "./plan.ts";
import type { Stored } from "./stage.ts";

/** An answer that takes so long was kept up by the machine, in milliseconds. */
const stallMs = 50;

const { defaultPassword: password, user } = secrets;

/** One server, used by one schedule after the other. */
export class RealServer {
  readonly #server: RedisServer;
  readonly #control: Client;
  readonly #readers = new Map<number, Client>();
  #down: Promise<void> | undefined;
  #measuring = false;
  /** When a question past all faults last took long; see `measure`. */
  lastStallMs = -Infinity;

  private constructor(server: RedisServer) {
    this.#server = server;
    this.#control = this.#client(0);
  }

  /** Starts one that keeps its data over a kill: what was acknowledged must be there. */
  static async start(): Promise<RealServer> {
    return new RealServer(
      await startRedis({
        acl: [
          `user default on >${password} ~* &* +@all`,
          `user ${user} on >${secrets.password} ~* &* +@all`,
        ],
        appendonly: true,
        args: ["--busy-reply-threshold", "20"],
      }),
    );
  }

  get port(): number {
    return this.#server.port;
  }

  /** Does what the fault says, for as long as it says. */
  async harm(
    { kind, forMs, choice }: PlannedFault,
    pass: (ms: number) => Promise<void>,
  ): Promise<void> {
    const during = async (begin: string[], over: string[]): Promise<void> => {
      await this.#say(begin);
      await pass(forMs);
      await this.#say(over);
    };
    if (kind === "kill") await this.#kill(() => pass(forMs));
    else if (kind === "stop") {
      this.#server.freeze();
      await pass(forMs);
      this.#server.thaw();
    } else if (kind === "client-kill") {
      const type = choice < 0.7 ? "normal" : "pubsub";
      await this.#say(["CLIENT", "KILL", "TYPE", type, "SKIPME", "yes"]);
    } else if (kind === "client-pause") {
      await this.#say(["CLIENT", "PAUSE", String(forMs), "ALL"]);
      await pass(forMs);
    } else if (kind === "oom") {
      await during(["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]);
    } else if (kind === "readonly") {
      await during(["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]);
    } else if (kind === "busy") {
      // On a connection of its own, since it answers nothing else meanwhile.
      await using busy = this.#client(0);
      const loop = busy.call(["EVAL", "while true do end", 0], { timeoutMs: forMs + 1000 });
      loop.catch(() => {});
      await pass(forMs);
      await this.#say(["SCRIPT", "KILL"]);
      busy.destroy();
    }
  }

  /** Ends all harm; it answers everything when this resolves. */
  async heal(): Promise<void> {
    await this.#down;
    this.#server.thaw();
    // A script that was begun a moment ago may be running still.
    await this.#untilItWorks(async () => {
      await this.#say(["SCRIPT", "KILL"]);
      await this.#control.call(["PING"], { timeoutMs: 200 });
    });
    await this.#untilItWorks(() => this.#control.call(["CONFIG", "SET", "maxmemory", "0"]));
    await this.#untilItWorks(() => this.#control.call(["REPLICAOF", "NO", "ONE"]));
  }

  /** Asks again and again on a connection that no fault touches: what is slow there is the machine. */
  async measure(): Promise<void> {
    this.#measuring = true;
    while (this.#measuring) {
      const beganMs = performance.now();
      await this.#control.call(["PING"], { timeoutMs: 5000 }).catch(() => {});
      const nowMs = performance.now();
      if (nowMs - beganMs > stallMs) this.lastStallMs = nowMs;
      await pause(5);
    }
  }

  /** Ends `measure`. */
  stopMeasuring(): void {
    this.#measuring = false;
  }

  /** A key's value: a string, or the elements of a list. */
  async read(db: number, keys: readonly string[]): Promise<Stored[]> {
    const reader = this.#reader(db);
    return await Promise.all(
      keys.map(async (key): Promise<Stored> => {
        if (!key.startsWith("list:")) return (await reader.get(key)) ?? undefined;
        return await reader.call<string[]>(["LRANGE", key, 0, -1]);
      }),
    );
  }

  /** Sets a key. */
  async write(db: number, key: string, value: string): Promise<void> {
    await this.#reader(db).set(key, value, { idempotent: true });
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.#control.destroy();
    for (const reader of this.#readers.values()) reader.destroy();
    await this.#server[Symbol.asyncDispose]();
  }

  async #kill(wait: () => Promise<void>): Promise<void> {
    if (this.#down !== undefined) return;
    this.#down = (async () => {
      await this.#server.kill();
      await wait();
      await this.#server.restart();
    })();
    await this.#down;
    this.#down = undefined;
  }

  /** A server that is down, or frozen by another fault, does not hear it. */
  async #say(words: readonly string[]): Promise<void> {
    await this.#control.call(words, { timeoutMs: 200 }).catch(() => {});
  }

  async #untilItWorks(work: () => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await work();
        return;
      } catch (error) {
        if (attempt === 100) throw error;
      }
    }
  }

  #reader(db: number): Client {
    const reader = this.#readers.get(db) ?? this.#client(db);
    this.#readers.set(db, reader);
    return reader;
  }

  #client(db: number): Client {
    return createClient({ port: this.#server.port, password, db, maxRetries: 20 });
  }
}
