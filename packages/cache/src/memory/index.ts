// The tier in this process.
export { MemoryBackend, type MemoryBackendOptions } from "./memory-backend.ts";
export { MemoryStore, type MemoryStoreOptions, type RemovalReason } from "./memory-store.ts";
