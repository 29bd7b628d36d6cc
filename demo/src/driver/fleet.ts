// The replicas as the driver sees them: started and stopped by name, and asked over HTTP. Like a
// load balancer it takes a replica out of the rotation before that replica is stopped.

import type { JWK } from "jose";
import type { ChildMessage } from "../processes/messages.ts";
import type { Child, ProcessGroup } from "../processes/process-group.ts";
import { type RequestListener, ReplicaClient } from "./replica-client.ts";

/** What a fleet needs. */
export interface FleetParts {
  readonly group: ProcessGroup;
  readonly redis: { readonly host: string; readonly port: number };
  readonly signingKey: JWK;
  readonly onRequest: RequestListener;
  /** Hears the replicas' log lines. */
  onLog(replica: string, level: "info" | "warn" | "error", text: string): void;
}

interface Member {
  readonly child: Child;
  readonly client: ReplicaClient;
}

const script: URL = new URL("../replica/main.js", import.meta.url);

/** See the file's head. */
export class Fleet {
  readonly #parts: FleetParts;
  readonly #members = new Map<string, Member>();
  readonly #openedAtMs = new Map<string, number>();
  readonly #recoveredAtMs = new Map<string, number>();

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  /** Clients of the replicas in rotation, in the order they joined. */
  get clients(): ReplicaClient[] {
    return [...this.#members.values()].map(({ client }) => client);
  }

  /** The client of a replica in rotation. @throws {Error} if there is none of that name. */
  client(name: string): ReplicaClient {
    const member = this.#members.get(name);
    if (member === undefined) throw new Error(`There is no replica ${name}.`);
    return member.client;
  }

  /** Starts a replica and takes it into rotation once it serves. */
  async join(name: string): Promise<ReplicaClient> {
    const { group, redis, signingKey, onRequest } = this.#parts;
    const child = await group.start({
      name: `replica ${name}`,
      script,
      settings: { name, redis: { host: redis.host, port: redis.port }, signingKey },
      onMessage: (message) => {
        this.#hear(name, message);
      },
    });
    const client = new ReplicaClient(name, `http://127.0.0.1:${child.ready.port}`, onRequest);
    this.#members.set(name, { child, client });
    return client;
  }

  /** Takes a replica out of rotation, then stops it; resolves when its process is gone. */
  async leave(name: string): Promise<void> {
    const member = this.#members.get(name);
    this.#members.delete(name);
    await member?.child.stop();
  }

  /** A replica's process id. */
  pid(name: string): number | undefined {
    return this.#members.get(name)?.child.pid;
  }

  /** Wall-clock ms at which a replica last told that its breaker opened. */
  openedAtMs(name: string): number | undefined {
    return this.#openedAtMs.get(name);
  }

  /** Wall-clock ms at which a replica last told that it recovered. */
  recoveredAtMs(name: string): number | undefined {
    return this.#recoveredAtMs.get(name);
  }

  #hear(name: string, message: ChildMessage): void {
    if (message.type === "breaker-open") this.#openedAtMs.set(name, message.atMs);
    else if (message.type === "recovered") this.#recoveredAtMs.set(name, message.atMs);
    else if (message.type === "log") this.#parts.onLog(name, message.level, message.text);
    else if (message.type === "failed") this.#parts.onLog(name, "error", message.message);
  }
}
