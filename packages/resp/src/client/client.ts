// The client with every command as a method. Those that are one command are generated; here are those
// that take several round trips.

import type { CommandArgument, StringMode } from "../codec/index.ts";
import * as commands from "../commands/index.ts";
import type { Command, ReadAs, ScoredMember } from "../commands/index.ts";
import { CommandMethods } from "./generated/command-methods.ts";
import type { TypedCallOptions } from "./typed-call-options.ts";

/** One step of any scan, with what it found. */
interface Page<T> {
  readonly cursor: string;
  readonly found: readonly T[];
}

/** A client of one Redis or Valkey server. */
export class Client extends CommandMethods {
  readonly #readText = commands.get("").reply;
  readonly #readOk = commands.set("", "").reply;

  /**
   * Returns the string value of a key.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/get
   */
  override get<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: TypedCallOptions<S>,
  ): Promise<ReadAs<S, string | null>> {
    if (options !== undefined) return super.get(key, options);
    return this.runWords("GET", key, undefined, this.#readText) as Promise<never>;
  }

  /**
   * Sets the string value of a key, ignoring its type. The key is created if it doesn't exist.
   *
   * Since Redis 1.0.0. O(1). https://redis.io/commands/set
   */
  override set<S extends StringMode = "utf8", Get extends boolean = false>(
    key: CommandArgument,
    value: CommandArgument,
    options?: commands.SetOptions<Get> & TypedCallOptions<S>,
  ): Promise<ReadAs<S, Get extends true ? string | null : "OK" | null>> {
    // Without a value `set` refuses it, as every other command does.
    if (options !== undefined || value === undefined) return super.set(key, value, options);
    return this.runWords("SET", key, value, this.#readOk) as Promise<never>;
  }

  /**
   * The keys of the database in pages, each in one round trip, until the scan is complete. A key
   * that is there throughout comes at least once; one may come twice.
   * https://redis.io/commands/scan
   */
  scan<S extends StringMode = "utf8">(
    options?: commands.ScanOptions & TypedCallOptions<S>,
  ): AsyncGenerator<ReadAs<S, string[]>, void, void> {
    const step = pagesOf(
      (cursor) => commands.scan(cursor, options),
      ({ cursor, keys }) => ({ cursor, found: keys }),
    );
    return this.#pages(step, options) as AsyncGenerator<never, void, void>;
  }

  /** The fields of a hash with their values, in pages as {@link Client.scan}; https://redis.io/commands/hscan */
  hscan<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: commands.HscanOptions & TypedCallOptions<S>,
  ): AsyncGenerator<ReadAs<S, [field: string, value: string][]>, void, void> {
    const step = pagesOf(
      (cursor) => commands.hscan(key, cursor, options),
      ({ cursor, entries }) => ({ cursor, found: entries }),
    );
    return this.#pages(step, options) as AsyncGenerator<never, void, void>;
  }

  /** The members of a set, in pages as {@link Client.scan}; https://redis.io/commands/sscan */
  sscan<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: commands.SscanOptions & TypedCallOptions<S>,
  ): AsyncGenerator<ReadAs<S, string[]>, void, void> {
    const step = pagesOf(
      (cursor) => commands.sscan(key, cursor, options),
      ({ cursor, members }) => ({ cursor, found: members }),
    );
    return this.#pages(step, options) as AsyncGenerator<never, void, void>;
  }

  /** The members of a sorted set with scores, in pages as {@link Client.scan}; https://redis.io/commands/zscan */
  zscan<S extends StringMode = "utf8">(
    key: CommandArgument,
    options?: commands.ZscanOptions & TypedCallOptions<S>,
  ): AsyncGenerator<ReadAs<S, ScoredMember[]>, void, void> {
    const step = pagesOf(
      (cursor) => commands.zscan(key, cursor, options),
      ({ cursor, members }) => ({ cursor, found: members }),
    );
    return this.#pages(step, options) as AsyncGenerator<never, void, void>;
  }

  async *#pages(
    step: (cursor: string) => Command<Page<unknown>>,
    options: TypedCallOptions<StringMode> | undefined,
  ): AsyncGenerator<readonly unknown[], void, void> {
    let cursor = "0";
    do {
      const page: Page<unknown> = await this.run(step(cursor), options);
      if (page.found.length > 0) yield page.found;
      cursor = page.cursor;
    } while (cursor !== "0");
  }
}

/** A scan's steps as pages of one form. */
function pagesOf<P, T>(
  command: (cursor: string) => Command<P>,
  pageOf: (page: P) => Page<T>,
): (cursor: string) => Command<Page<T>> {
  return (cursor) => {
    const { args, reply } = command(cursor);
    return { args, reply: (given, strings) => pageOf(reply(given, strings)) };
  };
}
