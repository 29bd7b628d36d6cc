// Invalidation of many entries at once, by tag.
export { type Barriers, resolveTagOptions, TagBarriers } from "./tag-barriers.ts";
