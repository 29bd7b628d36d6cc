// The only door of this folder.
export { type BytesCallOptions, Client } from "./client.ts";
export { ClientCore } from "./client-core.ts";
export { resolveClientOptions } from "./client-settings.ts";
export type * from "./client-types.ts";
export { Script } from "./script.ts";
