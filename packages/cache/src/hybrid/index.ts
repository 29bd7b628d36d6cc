// Two tiers as one backend.
export { HybridBackend } from "./hybrid-backend.ts";
export type {
  HybridBreaker,
  HybridOptions,
  JournalOptions,
  QueueOptions,
  SecurityOptions,
} from "./hybrid-options.ts";
export type {
  Availability,
  HybridStats,
  LocalLifeBackend,
  Lookup,
  LookupBackend,
  LookupSource,
  LossRecord,
  OutagePolicy,
  Tier,
  TieredDeleteOptions,
  TieredReadOptions,
  TieredSetOptions,
  TieredWriteOptions,
  WriteMode,
} from "./hybrid-types.ts";
