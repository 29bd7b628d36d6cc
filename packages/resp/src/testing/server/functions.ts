// Functions without Lua: a handler in JavaScript stands for each function of a library, and the library
// is found by the SHA-1 of its source, as scripts are.

import { decodeUtf8, encodeUtf8 } from "../../base/index.ts";
import { CommandError } from "./arguments.ts";
import type { ScriptHandler } from "./scripts.ts";
import { sha1Hex } from "./sha1.ts";

/** One function of a library. */
export interface FunctionSettings {
  /** Does in JavaScript what the function does in Lua; must be synchronous. */
  readonly run: ScriptHandler;
  /** As `redis.register_function` takes them: "no-writes" lets FCALL_RO call it. Default none. */
  readonly flags?: readonly string[] | undefined;
}

/** The functions of a library by name. */
export type FunctionLibrary = Readonly<Record<string, ScriptHandler | FunctionSettings>>;

/** A library that FUNCTION LOAD has loaded. */
export interface LoadedLibrary {
  /** What its first line says. */
  readonly name: string;
  /** As it was loaded. */
  readonly source: Uint8Array;
  /** By name. */
  readonly functions: ReadonlyMap<string, FunctionSettings>;
}

/** What is registered, and what is loaded. */
export class Functions {
  readonly #registered = new Map<string, FunctionLibrary>();
  readonly #loaded = new Map<string, LoadedLibrary>();

  /** Registers the functions of a library by its source. */
  register(source: string, functions: FunctionLibrary): void {
    this.#registered.set(sha1Hex(encodeUtf8(source)), functions);
  }

  /** Libraries in the order in which they were loaded. */
  get libraries(): readonly LoadedLibrary[] {
    return [...this.#loaded.values()];
  }

  /** The function of that name in whatever library. */
  find(name: string): FunctionSettings | undefined {
    for (const { functions } of this.#loaded.values()) {
      const found = functions.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Loads a library; its name. @throws {CommandError} in the server's words. */
  load(source: Uint8Array, replace: boolean): string {
    const name = libraryName(decodeUtf8(source));
    if (this.#loaded.has(name) && !replace) {
      throw new CommandError(`ERR Library '${name}' already exists`);
    }
    const registered = this.#registered.get(sha1Hex(source));
    if (registered === undefined) {
      throw new CommandError(
        `ERR The embedded server runs no Lua: register the functions of library ${name}`,
      );
    }
    const functions = new Map(
      Object.entries(registered).map(([one, run]) => [
        one,
        typeof run === "function" ? { run } : run,
      ]),
    );
    for (const other of this.#loaded.values()) {
      const taken = [...functions.keys()].find((one) => other.functions.has(one));
      if (other.name === name || taken === undefined) continue;
      throw new CommandError(`ERR Function ${taken} already exists`);
    }
    this.#loaded.set(name, { name, source, functions });
    return name;
  }

  /** False if there is no such library. */
  delete(name: string): boolean {
    return this.#loaded.delete(name);
  }

  /** Forgets what was loaded; what is registered stays. */
  flush(): void {
    this.#loaded.clear();
  }
}

/** What `#!lua name=…` says. */
function libraryName(source: string): string {
  const [firstLine = ""] = source.split("\n");
  if (!firstLine.startsWith("#!") || firstLine === source) {
    throw new CommandError("ERR Missing library metadata");
  }
  const [engine = "", ...words] = firstLine.slice(2).trim().split(/ +/);
  if (engine.toLowerCase() !== "lua") throw new CommandError(`ERR Engine '${engine}' not found`);
  let name: string | undefined;
  for (const word of words) {
    const [key = "", value = ""] = word.split("=");
    if (key !== "name") {
      throw new CommandError(`ERR Invalid metadata value given: ${word}`);
    }
    if (name !== undefined) {
      throw new CommandError("ERR Invalid metadata value, name argument was given multiple times");
    }
    name = value;
  }
  if (name === undefined) throw new CommandError("ERR Library name was not given");
  if (!/^[A-Za-z0-9_]+$/.test(name)) {
    throw new CommandError(
      "ERR Library names can only contain letters, numbers, or underscores(_) and must be at least " +
        "one character long",
    );
  }
  return name;
}
