// A server to test the Redis backend on: the embedded one on a virtual clock, or a real one.

import { type Client, type ClientOptions, createClient } from "@respite/resp";
import { EmbeddedServer, type EmbeddedServerOptions } from "@respite/resp/testing";
import {
  availableServer,
  type ServerNote,
  serverOnPath,
  startRedis,
} from "../../../../test/harness/index.ts";
import { RedisBackend, type RedisBackendOptions } from "../../src/redis/index.ts";
import { type BackendSubject, registerCacheScripts } from "../../src/testing/index.ts";

/** A running server and the clients opened on it. */
export interface RedisRig {
  /** A client of its own connection. */
  client(options?: ClientOptions): Client;
  /** Moves the server's clock; undefined where that is real time. */
  readonly advance: ((ms: number) => Promise<void>) | undefined;
  close(): Promise<void>;
}

/** The embedded server, its clock ahead of real time by what tests let pass. */
export function embeddedRig(options: EmbeddedServerOptions = {}): Promise<RedisRig> {
  const server = new EmbeddedServer(options);
  registerCacheScripts(server);
  return Promise.resolve(
    rigOf(
      { transport: server.transport() },
      () => server.stop(),
      (ms) => server.clock.advance(ms),
    ),
  );
}

/** A redis-server or valkey-server of its own. */
export async function realRig(): Promise<RedisRig> {
  const server = await startRedis();
  const { host, port } = server;
  return rigOf({ host, port }, async () => server[Symbol.asyncDispose]());
}

/** A kind of server to run suites on; `noteServer` takes it. */
export interface RigKind extends ServerNote {
  make(): Promise<RedisRig>;
}

/** The real server of this machine, if there is one. */
export const realKind: RigKind | undefined = findRealKind();

/** The kinds this machine can run. */
export const rigKinds: readonly RigKind[] = [
  { name: "embedded", version: "7.0.15", make: () => embeddedRig() },
  ...(realKind === undefined ? [] : [realKind]),
];

function findRealKind(): RigKind | undefined {
  const name = availableServer();
  if (name === undefined) return undefined;
  return { name, version: serverOnPath()?.version ?? "unknown", make: realRig };
}

let lastPrefix = 0;

/** A fresh prefix on `rig`, with a peer replica and a neighbour whose prefix a careless glob matches. */
export function subjectOn(
  rig: RedisRig,
  settings: Partial<RedisBackendOptions> & { protocol?: 2 | 3 } = {},
): BackendSubject & { readonly backend: RedisBackend; readonly client: Client } {
  const { protocol, ...options } = settings;
  const number = (lastPrefix += 1);
  const client = rig.client({ protocol });
  const other = rig.client({ protocol });
  const keyPrefix = `a*${number}:`;
  return {
    client,
    backend: new RedisBackend({ client, keyPrefix, ...options }),
    peer: new RedisBackend({ client: other, keyPrefix, ...options }),
    neighbour: new RedisBackend({ client: other, keyPrefix: `abc${number}`, ...options }),
    advance: rig.advance,
    async close() {
      await Promise.all([client.close(), other.close()]);
    },
  };
}

function rigOf(
  target: ClientOptions,
  stop: () => Promise<void>,
  advance?: (ms: number) => void,
): RedisRig {
  const clients: Client[] = [];
  return {
    client(options = {}) {
      const client = createClient({ ...target, ...options });
      clients.push(client);
      return client;
    },
    advance:
      advance === undefined
        ? undefined
        : (ms) => {
            advance(ms);
            return Promise.resolve();
          },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await stop();
    },
  };
}
