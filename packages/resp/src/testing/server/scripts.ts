// Scripts without Lua: a handler in JavaScript stands for each script it is registered for, found by
// the SHA-1 of the script's source as EVALSHA does.

import { type Answer, array, bulk, errorAnswer, integer, nil, simple } from "./answers.ts";
import { CommandError } from "./arguments.ts";
import { decodeUtf8, encodeUtf8 } from "../../base/index.ts";
import { sha1Hex } from "./sha1.ts";

/** What a script's handler is given. */
export interface ScriptCall {
  /** KEYS. */
  readonly keys: readonly Uint8Array[];
  /** ARGV. */
  readonly args: readonly Uint8Array[];
  /** Wall-clock time of the server in milliseconds. */
  readonly nowMs: number;
  /**
   * `redis.call`: runs a command at once; strings come as bytes.
   *
   * @throws {Error} the error reply's text, as redis.call raises it.
   */
  call(...words: readonly (string | number | Uint8Array)[]): ScriptValue;
}

/** What a script may return, turned into a reply as Lua's values are. */
export type ScriptResult =
  | string
  | Uint8Array
  | number
  | bigint
  | boolean
  | null
  | undefined
  | { readonly ok: string }
  | { readonly err: string }
  | readonly ScriptResult[];

/** What `call` returns: the reply under RESP2, with strings as bytes. */
export type ScriptValue =
  | Uint8Array
  | number
  | bigint
  | null
  | { readonly ok: string }
  | readonly ScriptValue[];

/** Does in JavaScript what the script does in Lua; must be synchronous. */
export type ScriptHandler = (call: ScriptCall) => ScriptResult;

/** The handlers, and which scripts the server has seen since it started. */
export class Scripts {
  readonly #handlers = new Map<string, ScriptHandler>();
  readonly #loaded = new Set<string>();

  /** Registers a handler by the script's source or by its SHA-1; the SHA-1. */
  register(sourceOrSha: string, handler: ScriptHandler): string {
    const isSha = /^[0-9a-f]{40}$/i.test(sourceOrSha);
    const sha = isSha ? sourceOrSha.toLowerCase() : sha1Hex(encodeUtf8(sourceOrSha));
    this.#handlers.set(sha, handler);
    return sha;
  }

  /** Takes note of a source; its SHA-1. */
  load(source: Uint8Array): string {
    const sha = sha1Hex(source);
    this.#loaded.add(sha);
    return sha;
  }

  /** True if EVALSHA may name it; `sha` in lower case. */
  isLoaded(sha: string): boolean {
    return this.#loaded.has(sha);
  }

  /** What stands for the script; `sha` in lower case. */
  handler(sha: string): ScriptHandler | undefined {
    return this.#handlers.get(sha);
  }

  /** Forgets what was loaded, as SCRIPT FLUSH and a restart do; handlers stay. */
  flush(): void {
    this.#loaded.clear();
  }
}

/** A script's result as a reply: fractions are cut; false, null and undefined are null. */
export function answerOfScript(result: ScriptResult): Answer {
  if (result === null || result === undefined || result === false) return nil;
  if (result === true) return integer(1);
  if (typeof result === "number") return integer(Math.trunc(result));
  if (typeof result === "bigint") return integer(result);
  if (typeof result === "string") return bulk(result);
  if (isBytes(result)) return bulk(result);
  if ("ok" in result) return simple(result.ok);
  if ("err" in result) return errorAnswer(result.err);
  return array(result.map(answerOfScript));
}

/** A reply as `call` returns it. @throws {CommandError} for an error reply. */
export function scriptValueOf(answer: Answer): ScriptValue {
  switch (answer.type) {
    case "simple":
      return { ok: decodeUtf8(answer.bytes) };
    case "error":
      throw new CommandError(decodeUtf8(answer.bytes));
    case "integer":
      return answer.value;
    case "bulk":
    case "verbatim":
      return answer.bytes;
    case "map":
      return answer.entries.flat().map(scriptValueOf);
    case "array":
    case "set":
    case "push":
      return answer.items.map(scriptValueOf);
    default:
      return null;
  }
}

function isBytes(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value);
}
