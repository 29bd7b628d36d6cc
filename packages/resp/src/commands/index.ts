// The only door of this folder.
export { blockingMs, type CommandInfo, CommandTable } from "./command-table.ts";
export * from "./descriptors.ts";
