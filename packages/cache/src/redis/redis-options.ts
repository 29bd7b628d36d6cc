// The Redis backend's options and what they become.

import { type Environment, OptionReader, resolveEnvironment } from "@respite/resp/base";
import type { CoreClient } from "@respite/resp/core";
import { encodePrefix } from "../key.ts";
import { StampClock } from "../stamp.ts";

/** The part of a client this backend uses. */
export type RedisBackendClient = Pick<CoreClient, "run" | "batch">;

/** Settings of a `RedisBackend`. */
export interface RedisBackendOptions {
  /** The client to send commands with; the backend never closes it. */
  client: RedisBackendClient;
  /**
   * What all keys begin with, before a ":"; a trailing ":" is taken as that delimiter. Required.
   */
  keyPrefix: string;
  /**
   * "stamped" (default): values carry a header with their write stamp. "raw": bare bytes, for keys
   * shared with other software; without stamps, so `setIfNewer` and stamped deletes are refused.
   */
  format?: "stamped" | "raw" | undefined;
  /** Keys a page of `clear` and `keys` asks for; 1 to 100,000, default 500. */
  scanCount?: number | undefined;
  /** Round trip of the health check above which it says "degraded", in ms; default 100. */
  degradedLatencyMs?: number | undefined;
  /** Issues the stamps of writes that bring none; default one of the backend's own. */
  clock?: StampClock | undefined;
  /** Clocks and randomness; default the platform's. */
  environment?: Partial<Environment> | undefined;
}

/** {@link RedisBackendOptions} completed and checked. */
export interface RedisBackendSettings {
  readonly client: RedisBackendClient;
  /** Encoded, with its delimiter. */
  readonly prefix: string;
  readonly format: "stamped" | "raw";
  readonly scanCount: number;
  readonly degradedLatencyMs: number;
  readonly clock: StampClock;
  readonly environment: Environment;
}

const names = [
  "client",
  "keyPrefix",
  "format",
  "scanCount",
  "degradedLatencyMs",
  "clock",
  "environment",
];

/** Completes and checks the options. @throws {TypeError | RangeError} naming the option. */
export function resolveRedisBackendOptions(options: RedisBackendOptions): RedisBackendSettings {
  const reader = new OptionReader("RedisBackend", options, names);
  const client = reader.object<RedisBackendClient | undefined>("client", undefined);
  if (typeof client?.batch !== "function") {
    throw new TypeError('RedisBackend: option "client" must be a client of @respite/resp.');
  }
  const keyPrefix = reader.string("keyPrefix", undefined, true);
  if (keyPrefix === undefined) {
    throw new TypeError('RedisBackend: option "keyPrefix" is required, as in "shop".');
  }
  const given = reader.object<Partial<Environment>>("environment", {});
  const environment = resolveEnvironment(given);
  return Object.freeze({
    client,
    prefix: `${encodePrefix(keyPrefix)}:`,
    format: reader.choice("format", ["stamped", "raw"], "stamped"),
    scanCount: reader.number("scanCount", 500, { min: 1, max: 100_000 }),
    degradedLatencyMs: reader.number("degradedLatencyMs", 100, { fraction: true }),
    clock: reader.object<StampClock | undefined>("clock", undefined) ?? new StampClock(environment),
    environment,
  });
}
