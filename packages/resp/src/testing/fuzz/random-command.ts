// Commands for a server under test: those that read and write single keys, all under one prefix.
// Nothing here flushes, configures, blocks, saves, subscribes or shuts down.

import { type Random, below, oneOf, randomBytes } from "./random.ts";

/** What {@link randomCommand} makes. */
export interface RandomCommandOptions {
  /** Where the randomness comes from. */
  readonly random: Random;
  /** Begins every key; default "respite-fuzz:". */
  readonly keyPrefix?: string | undefined;
}

type Shape = "key" | "value" | "number" | "field" | "index";

const commands: readonly (readonly [name: string, ...shapes: Shape[]])[] = [
  ["PING"],
  ["PING", "value"],
  ["ECHO", "value"],
  ["SET", "key", "value"],
  ["GET", "key"],
  ["GETSET", "key", "value"],
  ["APPEND", "key", "value"],
  ["STRLEN", "key"],
  ["GETRANGE", "key", "index", "index"],
  ["SETEX", "key", "number", "value"],
  ["INCRBY", "key", "number"],
  ["DEL", "key"],
  ["EXISTS", "key", "key"],
  ["TYPE", "key"],
  ["PTTL", "key"],
  ["MGET", "key", "key", "key"],
  ["MSET", "key", "value", "key", "value"],
  ["HSET", "key", "field", "value"],
  ["HGET", "key", "field"],
  ["HGETALL", "key"],
  ["LPUSH", "key", "value"],
  ["RPOP", "key"],
  ["LRANGE", "key", "index", "index"],
  ["SADD", "key", "value"],
  ["SMEMBERS", "key"],
  ["ZADD", "key", "number", "value"],
  ["ZRANGE", "key", "index", "index"],
  ["NO.SUCH.COMMAND", "value"],
  ["GET"],
];

/** A command's name and arguments; a few are wrong on purpose (unknown, or too few arguments). */
export function randomCommand({
  random,
  keyPrefix = "respite-fuzz:",
}: RandomCommandOptions): (string | Uint8Array)[] {
  const [name, ...shapes] = oneOf(random, commands);
  return [name, ...shapes.map((shape) => argument(shape, random, keyPrefix))];
}

function argument(shape: Shape, random: Random, keyPrefix: string): string | Uint8Array {
  switch (shape) {
    case "key":
      return `${keyPrefix}${below(random, 20)}`;
    case "field":
      return `field${below(random, 5)}`;
    case "number":
      return String(1 + below(random, 100));
    case "index":
      return String(below(random, 20) - 10);
    default:
      return randomBytes(random, below(random, below(random, 20) === 0 ? 5000 : 30));
  }
}
