// The readers of replies, grouped by what they read.
export * from "./collections.ts";
export * from "./members.ts";
export * from "./scalars.ts";
export * from "./server.ts";
export * from "./streams.ts";
