// A password changes under traffic on a real server: not one command fails.

import { createClient, type Client, type Credentials } from "@respite/resp";
import { describe, expect, it } from "vitest";
import {
  availableServer,
  noteServer,
  type RedisServer,
  serverOnPath,
  startRedis,
} from "../../harness/index.ts";
import { pools } from "./combinations.ts";

/** Reads, writes, leases and blocking commands without a pause, until stopped; resolves with failures. */
function traffic(client: Client): {
  failures: unknown[];
  done: () => number;
  stop(): Promise<void>;
} {
  const failures: unknown[] = [];
  const ended = new AbortController();
  let done = 0;
  const loop = async (work: () => Promise<unknown>): Promise<void> => {
    while (!ended.signal.aborted) {
      await work().catch((error: unknown) => failures.push(error));
      done += 1;
    }
  };
  const loops = [
    loop(() => client.set("k", "v")),
    loop(() => Promise.all([client.get("k"), client.incr("n"), client.get("k")])),
    loop(() => client.lease((lease) => lease.call(["GET", "k"]))),
    loop(() =>
      client.lease(async (lease) => {
        await lease.call(["MULTI"]);
        await lease.call(["INCR", "n"]);
        const replies = await lease.call<unknown[]>(["EXEC"]);
        if (replies.length !== 1) throw new Error("something came between MULTI and EXEC");
      }),
    ),
    loop(() => client.call(["BLPOP", "nothing", 0.05])),
  ];
  return {
    failures,
    done: () => done,
    async stop() {
      ended.abort();
      await Promise.all(loops);
    },
  };
}

async function someTraffic({ done }: { done: () => number }): Promise<void> {
  const until = done() + 300;
  await expect.poll(done, { timeout: 10_000 }).toBeGreaterThan(until);
}

async function clientsNamed(admin: Client, user: string): Promise<number> {
  const list = await admin.call<string>(["CLIENT", "LIST"]);
  return list.split("\n").filter((line) => line.includes(` user=${user} `)).length;
}

describe.runIf(availableServer() !== undefined).each(pools)(
  "RESP$protocol, $pool",
  ({ protocol, pooled }) => {
    it("an ACL user's password: new one in, reauthenticate(), old one out", async (context) => {
      noteServer(context, { name: "redis-server", version: serverOnPath()?.version ?? "unknown" });
      await using server: RedisServer = await startRedis({ acl: ["user app on >old ~* &* +@all"] });
      await using admin = createClient(server.url);
      let credentials: Credentials = { username: "app", password: "old" };
      await using client = createClient({
        url: server.url,
        ...pooled(),
        mode: "shared",
        credentials: () => credentials,
      });
      const subscription = await client.subscribe("news");
      const load = traffic(client);
      await someTraffic(load);
      for (const next of ["first", "second", "third"]) {
        await admin.call(["ACL", "SETUSER", "app", `>${next}`]);
        const previous = credentials.password;
        credentials = { username: "app", password: next };
        await client.reauthenticate();
        await admin.call(["ACL", "SETUSER", "app", `<${previous}`]);
        await someTraffic(load);
      }
      await load.stop();
      expect(load.failures).toEqual([]);
      expect(client.stats().reconnects).toBe(0);
      expect(await clientsNamed(admin, "app")).toBeGreaterThanOrEqual(2);
      // New connections use the new password alone.
      await using late = createClient({
        url: server.url,
        protocol,
        username: "app",
        password: "old",
      });
      await expect(late.ping()).rejects.toMatchObject({ code: "AUTH_FAILED" });
      await subscription.close();
    });

    it("in exclusive mode", async () => {
      await using server = await startRedis({ acl: ["user app on >old ~* &* +@all"] });
      await using admin = createClient(server.url);
      let credentials: Credentials = { username: "app", password: "old" };
      await using client = createClient({
        url: server.url,
        ...pooled(),
        mode: "exclusive",
        credentials: () => credentials,
      });
      const load = traffic(client);
      await someTraffic(load);
      await admin.call(["ACL", "SETUSER", "app", ">new"]);
      credentials = { username: "app", password: "new" };
      await client.reauthenticate();
      await admin.call(["ACL", "SETUSER", "app", "<old"]);
      await someTraffic(load);
      await load.stop();
      expect(load.failures).toEqual([]);
    });

    it("requirepass: open connections stay, new ones use the new password", async () => {
      await using server = await startRedis({ requirepass: "old" });
      let password = "old";
      await using admin = createClient({ url: server.url, password: "old" });
      await using client = createClient({
        url: server.url,
        ...pooled(),
        credentials: () => ({ password }),
      });
      const load = traffic(client);
      await someTraffic(load);
      await admin.call(["CONFIG", "SET", "requirepass", "new"]);
      await someTraffic(load);
      password = "new";
      await client.reauthenticate();
      // Every connection is new from here.
      await admin.call(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
      await expect.poll(() => client.get("k"), { timeout: 5000 }).toBe("v");
      await load.stop();
      expect(load.failures.filter((error) => (error as Error).message.includes("AUTH"))).toEqual(
        [],
      );
      for (const error of load.failures) expect(error).toMatchObject({ code: "CONNECTION_CLOSED" });
    });

    it("credentials that are not yet valid are refused, and nothing breaks", async () => {
      await using server = await startRedis({ acl: ["user app on >old ~* &* +@all"] });
      let password = "old";
      await using client = createClient({
        url: server.url,
        ...pooled(),
        credentials: () => ({ username: "app", password }),
      });
      const load = traffic(client);
      await someTraffic(load);
      password = "not yet";
      await expect(client.reauthenticate()).rejects.toMatchObject({ code: "AUTH_FAILED" });
      password = "old";
      await someTraffic(load);
      await load.stop();
      expect(load.failures).toEqual([]);
    });
  },
);
