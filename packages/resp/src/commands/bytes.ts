// Results with their strings as bytes: one mapping of types for every command, and any descriptor made
// to answer that way.

import type { StringMode } from "../codec/index.ts";
import type { Command } from "./command.ts";

/**
 * A result's type with its strings as bytes. Literals such as "OK" stay text; a record becomes an array
 * of its entries, since byte arrays make no property names.
 */
export type BytesOf<T> = T extends string
  ? string extends T
    ? Uint8Array
    : T
  : T extends Uint8Array | number | bigint | boolean | null | undefined
    ? T
    : T extends readonly unknown[]
      ? { [K in keyof T]: BytesOf<T[K]> }
      : string extends keyof T
        ? [Uint8Array, BytesOf<T[keyof T]>][]
        : { [K in keyof T]: BytesOf<T[K]> };

/** A result as the call option `strings` asks for it. */
export type ReadAs<S extends StringMode, T> = S extends "bytes" ? BytesOf<T> : T;

/** The same command, its reply's strings as the bytes they are: `client.run(bytes(get("k")))`. */
export function bytes<T>(command: Command<T>): Command<BytesOf<T>> {
  return { ...command, strings: "bytes" } as unknown as Command<BytesOf<T>>;
}
