// INFO, CONFIG GET, TIME and other questions about the server itself.
// Only the fields that clients and caches read.

import { type Answer, array, bulk, integer, map, verbatim } from "../answers.ts";
import { parseCount, parseTimeoutMs } from "../arguments.ts";
import { decodeUtf8 } from "../../../base/index.ts";
import type { Call, CommandSpec } from "../command.ts";
import type { ServerCore, ServerSettings } from "../core.ts";
import { matchesGlob } from "../glob.ts";
import { compareVersions } from "../versions.ts";

/** Commands about the server. */
export const serverCommands: readonly CommandSpec[] = [
  { name: "info", arity: -1, run: info },
  { name: "config|get", arity: -3, run: configGet },
  { name: "command|count", arity: 2, run: ({ core }) => integer(commandCount(core)) },
  { name: "time", arity: 1, run: time },
  { name: "wait", arity: 3, run: wait },
  { name: "role", arity: 1, run: () => array([bulk("master"), integer(0), array([])]) },
];

/** What real servers of these versions say; the embedded server knows fewer. */
const commandCounts: readonly (readonly [since: string, count: number])[] = [
  ["7.4.0", 250],
  ["7.2.0", 241],
  ["7.0.0", 240],
  ["6.2.0", 224],
  ["6.0.0", 205],
  ["0", 200],
];

function commandCount({ settings: { product, version } }: ServerCore): number {
  const asRedis = product === "valkey" ? "7.2.4" : version;
  return commandCounts.find(([since]) => compareVersions(asRedis, since) >= 0)?.[1] ?? 0;
}

type Section = Readonly<Record<string, string | number>>;

/** Valkey goes on saying for which Redis it can stand. */
function namesOf({ product, version }: ServerSettings): Section {
  if (product === "redis") return { redis_version: version };
  return { redis_version: "7.2.4", server_name: "valkey", valkey_version: version };
}

function sections(core: ServerCore): Readonly<Record<string, Section>> {
  const { settings, sessions, databases } = core;
  return {
    Server: {
      ...namesOf(settings),
      redis_mode: "standalone",
      os: "embedded",
      run_id: core.runId,
      tcp_port: 0,
      uptime_in_seconds: Math.floor((core.now() - core.startedAtMs) / 1000),
    },
    Clients: { connected_clients: sessions.size, blocked_clients: core.blocked.size },
    Memory: { maxmemory: settings.maxmemory, maxmemory_policy: settings.maxmemoryPolicy },
    Persistence: { loading: 0 },
    Stats: {
      total_connections_received: core.connectionsReceived,
      total_commands_processed: core.commandsProcessed,
    },
    Replication: { role: "master", connected_slaves: 0 },
    Cluster: { cluster_enabled: 0 },
    Keyspace: Object.fromEntries(
      databases
        .filter(({ size }) => size > 0)
        .map(({ index, size }) => [`db${index}`, `keys=${size},expires=0,avg_ttl=0`]),
    ),
  };
}

function info({ args, core }: Call): Answer {
  const wanted = args.map((name) => decodeUtf8(name).toLowerCase());
  const all =
    wanted.length === 0 || ["all", "default", "everything"].some((w) => wanted.includes(w));
  const chosen = Object.entries(sections(core)).filter(
    ([name]) => all || wanted.includes(name.toLowerCase()),
  );
  return verbatim(
    chosen
      .map(([name, section]) => {
        const lines = Object.entries(section).map(([field, value]) => `${field}:${value}\r\n`);
        return `# ${name}\r\n${lines.join("")}`;
      })
      .join("\r\n"),
  );
}

function configGet({ args, core }: Call): Answer {
  const { settings } = core;
  const parameters: Section = {
    appendonly: "no",
    databases: settings.databases,
    maxclients: settings.maxClients,
    maxmemory: settings.maxmemory,
    "maxmemory-policy": settings.maxmemoryPolicy,
    save: "",
    timeout: 0,
  };
  const patterns = args.map((pattern) => decodeUtf8(pattern).toLowerCase());
  return map(
    Object.entries(parameters)
      .filter(([name]) => patterns.some((pattern) => matchesGlob(pattern, name)))
      .map(([name, value]) => [bulk(name), bulk(String(value))]),
  );
}

function time({ core }: Call): Answer {
  const nowMs = core.now();
  const seconds = Math.floor(nowMs / 1000);
  return array([bulk(String(seconds)), bulk(String((nowMs % 1000) * 1000))]);
}

/** There are no replicas to wait for. */
function wait({ args }: Call): Answer {
  parseCount(args[0]);
  parseTimeoutMs(args[1]);
  return integer(0);
}
