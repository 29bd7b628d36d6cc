// "@respite/cache": the whole package. "./core.ts" is the same without `createCache`, which binds the
// platform's sockets.
export * from "./core.ts";
export { createCache } from "./create-cache.ts";
