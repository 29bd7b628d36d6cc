// Readers for what a server tells about itself: clients, commands, users, libraries, logs, the cluster.
// Names are the server's in camel case; all strings are text.

import type { Reply } from "../../codec/index.ts";
import {
  arrayOf,
  detailsOf,
  elements,
  entries,
  type Fields,
  fieldsOf,
  orNull,
  recordOf,
  texts,
} from "./collections.ts";
import { anything, count, double, integer, type Reader, text } from "./scalars.ts";

/** The server's clock. */
export interface ServerTime {
  /** Since 1970. */
  seconds: number;
  /** Of the current second. */
  microseconds: number;
}

/** One slow command. */
export interface SlowlogEntry {
  /** Unique until restart. */
  id: number;
  /** When it ran, in seconds since 1970. */
  unixTimeSeconds: number;
  /** How long it ran. */
  durationMicroseconds: number;
  /** The command's words; many or long ones are cut by the server. */
  args: string[];
  /** `address:port` of who sent it. */
  address: string;
  /** CLIENT SETNAME's name of who sent it, or empty. */
  clientName: string;
}

/** A spike of latency. */
export interface LatencySample {
  /** In seconds since 1970. */
  unixTimeSeconds: number;
  /** How long it took. */
  latencyMs: number;
}

/** The newest spike of one event. */
export interface LatestLatency extends LatencySample {
  /** As "command" or "fork". */
  event: string;
  /** The longest one ever. */
  maxLatencyMs: number;
}

/** How the calls of one command were spread. */
export interface LatencyHistogram {
  /** Calls counted. */
  calls: number;
  /** How many took at most so many microseconds: [microseconds, calls] in order. */
  histogramUsec: [microseconds: number, calls: number][];
}

/** What the server is in replication. */
export type ServerRole =
  | {
      /** A primary. */
      role: "master";
      /** How far its replication stream is, in bytes. */
      offset: number | bigint;
      /** Those connected to it. */
      replicas: { host: string; port: number; offset: number }[];
    }
  | {
      /** A replica. */
      role: "slave";
      /** Its primary. */
      host: string;
      /** Its primary's port. */
      port: number;
      /** As "connected" or "sync". */
      state: string;
      /** How far it is, in bytes; -1 if it never was connected. */
      offset: number | bigint;
    }
  | {
      /** A sentinel. */
      role: "sentinel";
      /** Names of the primaries it watches. */
      masters: string[];
    };

/** What COMMAND INFO tells of one command. */
export interface CommandDetails {
  /** Lower case; a subcommand's is "client|id". */
  name: string;
  /** Words it takes, its name among them; negative: at least. */
  arity: number;
  /** As "readonly" or "blocking". */
  flags: string[];
  /** Position of the first key; 0 without one. */
  firstKey: number;
  /** Position of the last key; negative from the end. */
  lastKey: number;
  /** From one key to the next. */
  step: number;
  /** ACL categories, as "@fast". */
  categories: string[];
  /** Hints for clients (Redis 7.0+). */
  tips: string[];
  /** How to find its keys (Redis 7.0+). */
  keySpecs: Fields<Reply>[];
  /** Its subcommands (Redis 7.0+). */
  subcommands: CommandDetails[];
}

/** What COMMAND DOCS tells of one command. */
export interface CommandDocs {
  /** One line. */
  summary: string;
  /** The version that brought it. */
  since: string;
  /** As "string" or "sorted-set". */
  group: string;
  /** Its cost in O notation. */
  complexity?: string;
  /** Everything else the server says, such as `deprecatedSince` and `arguments`. */
  [name: string]: unknown;
}

/** An ACL user. */
export interface AclUser {
  /** As "on" and "allkeys". */
  flags: string[];
  /** SHA-256 digests. */
  passwords: string[];
  /** Rules about commands. */
  commands: string;
  /** Patterns of keys: text since Redis 7.0, an array before. */
  keys: string;
  /** Patterns of channels. */
  channels: string;
  /** Further sets of rules (Redis 7.0+). */
  selectors: { commands: string; keys: string; channels: string }[];
}

/** A refusal in the ACL log. */
export interface AclLogEntry {
  /** How often it happened. */
  count: number;
  /** As "auth" or "command". */
  reason: string;
  /** As "toplevel" or "multi". */
  context: string;
  /** What was refused: a command, key or channel. */
  object: string;
  /** Who. */
  username: string;
  /** Seconds since it last happened. */
  ageSeconds: number;
  /** The connection, as CLIENT INFO tells it. */
  clientInfo: Fields;
  /** Everything else the server says. */
  [name: string]: unknown;
}

/** A library of functions. */
export interface LibraryDetails {
  /** Its name. */
  libraryName: string;
  /** As "LUA". */
  engine: string;
  /** Its functions. */
  functions: { name: string; description: string | null; flags: string[] }[];
  /** Its source, with `withcode`. */
  libraryCode?: string;
}

/** What functions do now. */
export interface FunctionStats {
  /** What runs now; null if nothing does. */
  runningScript: { name: string; command: string[]; durationMs: number } | null;
  /** Engines with what they hold. */
  engines: Fields<{ librariesCount: number; functionsCount: number }>;
}

/** What CLIENT TRACKINGINFO tells. */
export interface TrackingDetails {
  /** As "on" and "bcast". */
  flags: string[];
  /** Who gets the messages; -1 nobody, 0 this connection. */
  redirect: number;
  /** Prefixes watched in broadcasting mode. */
  prefixes: string[];
}

/** A key with what a command does to it. */
export interface KeyWithFlags {
  /** The key. */
  key: string;
  /** As "RW" and "update". */
  flags: string[];
}

/** `[seconds, microseconds]`. */
export function serverTime(reply: Reply): ServerTime {
  const [seconds = null, microseconds = null] = elements(reply);
  return { seconds: Number(seconds), microseconds: Number(microseconds) };
}

/** SLOWLOG GET. */
export function slowlogEntries(reply: Reply): SlowlogEntry[] {
  return elements(reply).map((part) => {
    const [id, time, duration, args, address, clientName] = elements(part);
    return {
      id: count(id ?? null),
      unixTimeSeconds: count(time ?? null),
      durationMicroseconds: count(duration ?? null),
      args: texts(args ?? null),
      address: text(address ?? ""),
      clientName: text(clientName ?? ""),
    };
  });
}

/** LATENCY HISTORY. */
export function latencySamples(reply: Reply): LatencySample[] {
  return elements(reply).map((part) => {
    const [time = null, latency = null] = elements(part);
    return { unixTimeSeconds: count(time), latencyMs: count(latency) };
  });
}

/** LATENCY LATEST. */
export function latestLatencies(reply: Reply): LatestLatency[] {
  return elements(reply).map((part) => {
    const [event = null, time = null, latency = null, longest = null] = elements(part);
    return {
      event: text(event),
      unixTimeSeconds: count(time),
      latencyMs: count(latency),
      maxLatencyMs: count(longest),
    };
  });
}

/** LATENCY HISTOGRAM. */
export const latencyHistograms: Reader<Fields<LatencyHistogram>> = /* @__PURE__ */ fieldsOf(
  detailsOf<LatencyHistogram>({
    histogramUsec: (reply) => entries(reply).map(([limit, calls]) => [Number(limit), count(calls)]),
  }),
);

/** ROLE. */
export function serverRole(reply: Reply): ServerRole {
  const [role, second = null, third = null, state = null, offset = null] = elements(reply);
  if (role === "sentinel") return { role, masters: texts(second) };
  if (role === "slave") {
    const port = count(third);
    return { role, host: text(second), port, state: text(state), offset: integer(offset) };
  }
  const replicas = elements(third).map((part) => {
    const [host = null, port = null, seen = null] = elements(part);
    return { host: text(host), port: Number(port), offset: Number(seen) };
  });
  return { role: "master", offset: integer(second), replicas };
}

/** COMMAND INFO; null for a command the server does not know. */
export const commandDetails: Reader<(CommandDetails | null)[]> = /* @__PURE__ */ arrayOf(
  orNull((reply: Reply): CommandDetails => {
    const [name, arity, flags, first, last, step, categories, tips, specs, inner] = elements(reply);
    return {
      name: text(name ?? null),
      arity: count(arity ?? null),
      flags: texts(flags ?? []),
      firstKey: count(first ?? null),
      lastKey: count(last ?? null),
      step: count(step ?? null),
      categories: texts(categories ?? []),
      tips: texts(tips ?? []),
      keySpecs: elements(specs ?? []).map((spec) => keySpec(spec)),
      subcommands: commandDetails(inner ?? []) as CommandDetails[],
    };
  }),
);

/** COMMAND DOCS by name. */
export const docsByName: Reader<Fields<CommandDocs>> = (reply) => fieldsOf(docsOf)(reply);

/** ACL GETUSER; null for nobody. */
export const aclUserOrNull: Reader<AclUser | null> = /* @__PURE__ */ orNull(
  detailsOf<AclUser>({ selectors: arrayOf(detailsOf({})) }),
);

/** ACL LOG. */
export const aclLogEntries: Reader<AclLogEntry[]> = /* @__PURE__ */ arrayOf(
  detailsOf<AclLogEntry>({ ageSeconds: double, clientInfo: clientDetails }),
);

/** FUNCTION LIST. */
export const functionLibraries: Reader<LibraryDetails[]> = /* @__PURE__ */ arrayOf(
  detailsOf<LibraryDetails>({ functions: arrayOf(detailsOf({})) }),
);

/** FUNCTION STATS. */
export const engineStats: Reader<FunctionStats> = /* @__PURE__ */ detailsOf({
  runningScript: orNull(detailsOf({})),
  engines: fieldsOf(detailsOf({})),
});

/** CLIENT TRACKINGINFO. */
export const trackingDetails: Reader<TrackingDetails> = /* @__PURE__ */ detailsOf({});

/** MEMORY STATS: numbers by the server's names; a database's are a record. */
export const memoryDetails: Reader<Fields<number | string | Fields<number>>> =
  /* @__PURE__ */ fieldsOf((reply) => {
    if (Array.isArray(reply) || reply instanceof Map) return fieldsOf(double)(reply);
    return typeof reply === "string" && reply !== "" && !Number.isNaN(Number(reply))
      ? Number(reply)
      : (reply as number | string);
  });

/** One connection, in words of `name=value`. */
export function clientDetails(reply: Reply): Fields {
  const words = text(reply).trim().split(" ");
  return recordOf(
    words.map((word) => {
      const at = word.indexOf("=");
      return [word.slice(0, at), word.slice(at + 1)] as const;
    }),
  );
}

/** One connection a line. */
export function clientLines(reply: Reply): Fields[] {
  const lines = text(reply).split("\n");
  return lines.filter((line) => line.includes("=")).map(clientDetails);
}

/** `[[key, flags], ...]`. */
export function keysWithFlags(reply: Reply): KeyWithFlags[] {
  return elements(reply).map((part) => {
    const [key = null, flags = null] = elements(part);
    return { key: text(key), flags: texts(flags) };
  });
}

/** MODULE LIST, CLUSTER LINKS. */
export const fieldsList: Reader<Fields<Reply>[]> = /* @__PURE__ */ arrayOf(
  detailsOf<Fields<Reply>>({}),
);

/** A shard: its slots, from first to last, and its nodes. */
export interface ClusterShard {
  /** Ranges of slots; both ends belong to it. */
  slots: [first: number, last: number][];
  /** Primary and replicas, with the server's names in camel case. */
  nodes: Fields<Reply>[];
}

/** CLUSTER SHARDS. */
export const shardDetails: Reader<ClusterShard[]> = /* @__PURE__ */ arrayOf(
  detailsOf<ClusterShard>({
    slots: (reply) => ranges(elements(reply)),
    nodes: arrayOf(detailsOf({})),
  }),
);

/** A range of slots with those who serve it. */
export interface ClusterSlots {
  /** First slot. */
  first: number;
  /** Last slot; it belongs to the range. */
  last: number;
  /** The primary, then its replicas. */
  nodes: { host: string | null; port: number; id: string }[];
}

/** CLUSTER SLOTS. */
export function slotRanges(reply: Reply): ClusterSlots[] {
  return elements(reply).map((part) => {
    const [first = null, last = null, ...nodes] = elements(part);
    return {
      first: count(first),
      last: count(last),
      nodes: nodes.map((node) => {
        const [host = null, port = null, id = ""] = elements(node);
        return { host: host === null ? null : text(host), port: count(port), id: text(id) };
      }),
    };
  });
}

function ranges(parts: readonly Reply[]): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    found.push([count(parts[at] ?? null), count(parts[at + 1] ?? null)]);
  }
  return found;
}

const keySpec: Reader<Fields<Reply>> = /* @__PURE__ */ detailsOf({
  flags: anything,
  beginSearch: detailsOf({ spec: detailsOf({}) }),
  findKeys: detailsOf({ spec: detailsOf({}) }),
});

function docsOf(reply: Reply): CommandDocs {
  return detailsOf<CommandDocs>({
    arguments: arrayOf(argumentDocs),
    subcommands: docsByName,
    history: anything,
  })(reply);
}

function argumentDocs(reply: Reply): unknown {
  return detailsOf({ arguments: arrayOf(argumentDocs) })(reply);
}
