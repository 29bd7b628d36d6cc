// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. The descriptors of all groups.

export * from "./bitmap.ts";
export * from "./cluster.ts";
export * from "./connection.ts";
export * from "./generic.ts";
export * from "./geo.ts";
export * from "./hash.ts";
export * from "./hyperloglog.ts";
export * from "./list.ts";
export * from "./pubsub.ts";
export * from "./scripting.ts";
export * from "./server.ts";
export * from "./set.ts";
export * from "./sorted-set.ts";
export * from "./stream.ts";
export * from "./string.ts";
export * from "./transactions.ts";
