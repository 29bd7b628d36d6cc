// What the Redis backend's Lua scripts do, in JavaScript, for the embedded server of
// `@respite/resp/testing`, which runs no Lua and knows a script by its digest.

import {
  setIfAbsentScript,
  setIfNewerScript,
  touchScript,
  unlockScript,
} from "../redis/scripts.ts";
import { sameBytes } from "../same-bytes.ts";
import { compareStamps } from "../stamp.ts";
import { decodeStoredValue, isTombstone, valueFormat, valueHeaderBytes } from "../value.ts";

/** What the server hands to a script: its key, its arguments and `redis.call`. */
export interface EmbeddedScriptCall {
  /** KEYS. */
  readonly keys: readonly Uint8Array[];
  /** ARGV. */
  readonly args: readonly Uint8Array[];
  /** `redis.call`: runs a command at once. */
  call(...words: readonly (string | number | Uint8Array)[]): unknown;
}

/** The part of the embedded server that takes scripts. */
export interface EmbeddedScriptHost {
  /** Has a handler stand for a script, known by its source. */
  registerScript(source: string, handler: (call: EmbeddedScriptCall) => number): unknown;
}

/** Teaches an embedded server the scripts of this package. */
export function registerCacheScripts(server: EmbeddedScriptHost): void {
  server.registerScript(setIfAbsentScript.source, setIfAbsent);
  server.registerScript(setIfNewerScript.source, setIfNewer);
  server.registerScript(touchScript.source, touch);
  server.registerScript(unlockScript, unlock);
}

function setIfAbsent(script: EmbeddedScriptCall): number {
  return isTombstone(read(script, 2)) ? store(script) : 0;
}

function setIfNewer(script: EmbeddedScriptCall): number {
  const head = read(script, valueHeaderBytes);
  if (head.length === 0 && !isPresent(script)) return store(script);
  if (head.length < valueHeaderBytes || head[0] !== valueFormat) return -1;
  const stored = decodeStoredValue(head).stamp;
  const given = decodeStoredValue(script.args[0] ?? head).stamp;
  return compareStamps(stored, given) < 0 ? store(script) : 0;
}

function touch(script: EmbeddedScriptCall): number {
  const key = script.keys[0] as Uint8Array;
  const [ttlMs, format] = script.args as [Uint8Array, Uint8Array];
  const isStamped = format.length === "stamped".length;
  if ((isStamped && isTombstone(read(script, 2))) || !isPresent(script)) return 0;
  if (ttlMs.length === 0) script.call("PERSIST", key);
  else script.call("PEXPIRE", key, ttlMs);
  return 1;
}

function unlock(script: EmbeddedScriptCall): number {
  const key = script.keys[0] as Uint8Array;
  const held = script.call("GET", key) as Uint8Array | null;
  if (held === null || !sameBytes(held, script.args[0] ?? key)) return 0;
  script.call("UNLINK", key);
  return 1;
}

function store(script: EmbeddedScriptCall): number {
  const key = script.keys[0] as Uint8Array;
  const [value, ttlMs] = script.args as [Uint8Array, Uint8Array];
  if (ttlMs.length === 0) script.call("SET", key, value);
  else script.call("SET", key, value, "PX", ttlMs);
  return 1;
}

function read(script: EmbeddedScriptCall, byteCount: number): Uint8Array {
  return script.call("GETRANGE", script.keys[0] as Uint8Array, 0, byteCount - 1) as Uint8Array;
}

function isPresent(script: EmbeddedScriptCall): boolean {
  return script.call("EXISTS", script.keys[0] as Uint8Array) === 1;
}
