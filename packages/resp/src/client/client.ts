// The client with the common commands as methods. Each is one line: a descriptor, run.

import type { CommandArgument, Reply } from "../codec/index.ts";
import * as commands from "../commands/index.ts";
import type { ScanOptions, ScriptInput, SetOptions } from "../commands/index.ts";
import { ClientCore } from "./client-core.ts";
import type { CallOptions } from "./client-types.ts";
import { Script } from "./script.ts";

/** Call options that ask for bytes. */
export interface BytesCallOptions extends CallOptions {
  /** Replies hold bytes instead of text. */
  readonly strings: "bytes";
}

/** A client of one Redis or Valkey server. */
export class Client extends ClientCore {
  /** The value as bytes, or null. */
  get(key: CommandArgument, options: BytesCallOptions): Promise<Uint8Array | null>;
  /** The value, or null. */
  get(key: CommandArgument, options?: CallOptions): Promise<string | null>;
  get(key: CommandArgument, options?: CallOptions): Promise<string | Uint8Array | null> {
    return this.run(commands.get(key), options);
  }

  /** Stores a value; "OK", or null where `nx` or `xx` did not hold. */
  set(
    key: CommandArgument,
    value: CommandArgument,
    options?: SetOptions & CallOptions,
  ): Promise<"OK" | null> {
    return this.run(commands.set(key, value, options), options);
  }

  /** Stores a value for whole seconds. */
  setex(
    key: CommandArgument,
    seconds: number,
    value: CommandArgument,
    options?: CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.setex(key, seconds, value), options);
  }

  /** Stores a value for whole milliseconds. */
  psetex(
    key: CommandArgument,
    milliseconds: number,
    value: CommandArgument,
    options?: CallOptions,
  ): Promise<"OK"> {
    return this.run(commands.psetex(key, milliseconds, value), options);
  }

  /** The values as bytes, in the order of the keys, null where there is none. */
  mget(keys: readonly CommandArgument[], options: BytesCallOptions): Promise<(Uint8Array | null)[]>;
  /** The values in the order of the keys, null where there is none. */
  mget(keys: readonly CommandArgument[], options?: CallOptions): Promise<(string | null)[]>;
  mget(
    keys: readonly CommandArgument[],
    options?: CallOptions,
  ): Promise<(string | Uint8Array | null)[]> {
    return this.run(commands.mget(keys), options);
  }

  /** Adds one; bigint beyond 2^53. */
  incr(key: CommandArgument, options?: CallOptions): Promise<number | bigint> {
    return this.run(commands.incr(key), options);
  }

  /** Adds `amount`; bigint beyond 2^53. */
  incrby(
    key: CommandArgument,
    amount: number | bigint,
    options?: CallOptions,
  ): Promise<number | bigint> {
    return this.run(commands.incrby(key, amount), options);
  }

  /** Removes keys; how many were there. */
  del(keys: CommandArgument | readonly CommandArgument[], options?: CallOptions): Promise<number> {
    return this.run(commands.del(listOf(keys)), options);
  }

  /** Removes keys, freeing their memory in the background; how many were there. */
  unlink(
    keys: CommandArgument | readonly CommandArgument[],
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.unlink(listOf(keys)), options);
  }

  /** How many of the keys exist. */
  exists(
    keys: CommandArgument | readonly CommandArgument[],
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.exists(listOf(keys)), options);
  }

  /** Remaining life in milliseconds; -1 without expiry, -2 without key. */
  pttl(key: CommandArgument, options?: CallOptions): Promise<number> {
    return this.run(commands.pttl(key), options);
  }

  /** Lets a key expire after `milliseconds`; false if there is none. */
  pexpire(key: CommandArgument, milliseconds: number, options?: CallOptions): Promise<boolean> {
    return this.run(commands.pexpire(key, milliseconds), options);
  }

  /** "PONG". */
  ping(options?: CallOptions): Promise<string> {
    return this.run(commands.ping(), options);
  }

  /** Sends a message to a channel's subscribers; how many of them this node has. */
  publish(
    channel: CommandArgument,
    message: CommandArgument,
    options?: CallOptions,
  ): Promise<number> {
    return this.run(commands.publish(channel, message), options);
  }

  /** What the server says about itself. */
  info(section?: string, options?: CallOptions): Promise<string> {
    return this.run(commands.info(section), options);
  }

  /** Runs a Lua script; see `script` for one that is used again and again. */
  eval(source: string, input?: ScriptInput & CallOptions): Promise<Reply> {
    return this.run(commands.evaluate(source, input), input);
  }

  /** Runs a script the server knows by its SHA-1. */
  evalsha(digest: string, input?: ScriptInput & CallOptions): Promise<Reply> {
    return this.run(commands.evalsha(digest, input), input);
  }

  /** A script to be run by its digest; the server is sent the source only where it lacks it. */
  script(source: string): Script {
    return new Script(this, source);
  }

  /**
   * The keys of the database in pages, each in one round trip, until the scan is complete. A key
   * that is there throughout comes at least once; one may come twice.
   */
  async *scan(options: ScanOptions & CallOptions = {}): AsyncGenerator<string[], void, void> {
    let cursor = "0";
    do {
      const page: commands.ScanPage = await this.run(commands.scan(cursor, options), options);
      if (page.keys.length > 0) yield page.keys;
      cursor = page.cursor;
    } while (cursor !== "0");
  }
}

function listOf(keys: CommandArgument | readonly CommandArgument[]): readonly CommandArgument[] {
  return Array.isArray(keys) ? keys : [keys as CommandArgument];
}
