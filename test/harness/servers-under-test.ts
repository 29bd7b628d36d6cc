// One suite, several servers: the embedded one always, and the real one where it is installed. Each test
// notes on which kind of server it ran, so that the reporter can say how many were real.

import type { TestContext } from "vitest";
import { registerCacheScripts } from "@respite/cache/testing";
import { EmbeddedServer, type EmbeddedServerOptions } from "@respite/resp/testing";
import { listenOnNode } from "@respite/resp/testing/node";
import { availableServer, serverOnPath } from "./available-server.ts";
import { startRedis } from "./start-redis.ts";

/** What suites need of a server, real or not. */
export interface ServerUnderTest {
  readonly host: string;
  readonly port: number;
  /** `redis://host:port`, without credentials. */
  readonly url: string;
  /** As a crash: connections break, and until `restart` nobody listens. */
  kill(): Promise<void>;
  /** Comes back at the same port, empty. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Settings that both kinds of server understand. */
export interface CommonServerOptions {
  password?: string | undefined;
  /** ACL users that may do everything. */
  users?: Readonly<Record<string, { readonly password: string }>> | undefined;
}

/** One kind of server. */
export interface ServerKind {
  readonly name: "embedded" | "redis-server" | "valkey-server";
  /** As "7.0.15". */
  readonly version: string;
  /** Starts a server; `context` is the running test, which is noted as having run on this kind. */
  start(options?: CommonServerOptions, context?: TestContext): Promise<ServerUnderTest>;
}

/** The servers that suites run on, for `describe.each`. @throws {Error} as availableServer does. */
export function serversUnderTest(): readonly ServerKind[] {
  const name = availableServer();
  if (name === undefined) return [embedded];
  const { version } = serverOnPath() ?? { version: "unknown" };
  const real: ServerKind = {
    name,
    version,
    start: async (options = {}, context) => {
      if (context !== undefined) noteServer(context, { name, version });
      return startReal(options);
    },
  };
  return [embedded, real];
}

/** Which server a test ran on; travels to the reporter in `task.meta`. */
export interface ServerNote {
  readonly name: ServerKind["name"];
  readonly version: string;
}

declare module "vitest" {
  interface TaskMeta {
    respiteServer?: ServerNote;
  }
}

/** Notes that this test runs on that server: for `beforeEach(({ task }) => ...)` and for single tests. */
export function noteServer({ task }: Pick<TestContext, "task">, note: ServerNote): void {
  task.meta.respiteServer = { name: note.name, version: note.version };
}

const embedded: ServerKind = {
  name: "embedded",
  version: "7.0.15",
  start: async (options = {}, context) => {
    if (context !== undefined) noteServer(context, embedded);
    const server = new EmbeddedServer(embeddedOptions(options));
    // The real server runs Lua; this one has handlers for the scripts the packages send.
    registerCacheScripts(server);
    const listener = await listenOnNode(server);
    return {
      host: listener.host,
      port: listener.port,
      url: `redis://${listener.host}:${listener.port}`,
      kill: () => server.stop(),
      restart: async () => {
        await server.stop();
        await server.start();
      },
      [Symbol.asyncDispose]: async () => {
        await server.stop();
        await listener.close();
      },
    };
  },
};

function embeddedOptions({ password, users }: CommonServerOptions): EmbeddedServerOptions {
  return { password, users };
}

async function startReal({ password, users }: CommonServerOptions): Promise<ServerUnderTest> {
  const acl =
    users === undefined
      ? undefined
      : [
          `user default on ${password === undefined ? "nopass" : `>${password}`} ~* &* +@all`,
          ...Object.entries(users).map(
            ([name, user]) => `user ${name} on >${user.password} ~* &* +@all`,
          ),
        ];
  return acl === undefined ? startRedis({ requirepass: password }) : startRedis({ acl });
}
