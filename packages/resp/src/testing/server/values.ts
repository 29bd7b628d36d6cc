// From keys to values of one type: what every handler of a type begins with.

import { wrongType } from "./arguments.ts";
import type { Call } from "./command.ts";
import type { StoredValue } from "./database.ts";

/** A stored value of one type. */
export type ValueOf<T extends StoredValue["type"]> = Extract<StoredValue, { readonly type: T }>;

/** The value at a key; undefined without one. @throws {CommandError} WRONGTYPE for another type. */
export function find<T extends StoredValue["type"]>(
  { database }: Pick<Call, "database">,
  key: string,
  type: T,
): ValueOf<T> | undefined {
  const value = database.find(key)?.value;
  if (value === undefined) return undefined;
  if (value.type !== type) throw wrongType();
  return value as ValueOf<T>;
}

/** Stores a result under a key, whatever was there; an empty one deletes it. */
export function storeResult({ database }: Call, key: string, value: StoredValue): void {
  database.delete(key);
  if (sizeOf(value) > 0) database.set(key, value);
}

/** Stores a string and keeps the key's deadline. */
export function replaceString(
  { database }: Pick<Call, "database">,
  key: string,
  bytes: Uint8Array,
): void {
  database.set(key, { type: "string", bytes }, database.find(key)?.expiresAtMs);
}

/** Bytes, elements, fields or members. */
export function sizeOf(value: StoredValue): number {
  switch (value.type) {
    case "string":
      return value.bytes.length;
    case "hash":
      return value.fields.size;
    case "list":
      return value.items.length;
    default:
      return value.members.size;
  }
}
