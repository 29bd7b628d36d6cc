// Any command with the strings of its reply as bytes.

import type { Command } from "./command.ts";

/** A result's type with its strings as bytes. */
export type BytesOf<T> = T extends string
  ? Uint8Array
  : T extends readonly (infer E)[]
    ? BytesOf<E>[]
    : T;

/** The same command, its reply's strings as the bytes they are: `client.run(bytes(get("k")))`. */
export function bytes<T>(command: Command<T>): Command<BytesOf<T>> {
  return { ...command, strings: "bytes" } as unknown as Command<BytesOf<T>>;
}
