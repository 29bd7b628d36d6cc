// What a test reads from the keyspace without a client: copies, as ordinary values.

import { binaryText } from "./bytes.ts";
import type { StoredValue } from "./database.ts";

/** A key's value by its type; names of fields and members are texts, values are bytes. */
export type InspectedValue =
  | { readonly type: "string"; readonly value: Uint8Array }
  | { readonly type: "hash"; readonly value: ReadonlyMap<string, Uint8Array> }
  | { readonly type: "list"; readonly value: readonly Uint8Array[] }
  | { readonly type: "set"; readonly value: ReadonlySet<string> }
  | { readonly type: "zset"; readonly value: ReadonlyMap<string, number> };

/** A copy that the server will not change. */
export function inspected(stored: StoredValue): InspectedValue {
  switch (stored.type) {
    case "string":
      return { type: "string", value: stored.bytes.slice() };
    case "hash": {
      const entries = [...stored.fields].map(([name, value]) => [binaryText(name), value] as const);
      return { type: "hash", value: new Map(entries) };
    }
    case "list":
      return { type: "list", value: [...stored.items] };
    case "set":
      return { type: "set", value: new Set([...stored.members].map(binaryText)) };
    default: {
      const { ordered } = stored.members;
      const entries = ordered.map(({ member, score }) => [binaryText(member), score] as const);
      return { type: "zset", value: new Map(entries) };
    }
  }
}
