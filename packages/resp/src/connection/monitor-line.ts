// What a server sends after MONITOR: a simple string for each command it executes, under both
// protocols (https://redis.io/docs/latest/commands/monitor/). It is told from a reply by its shape:
//
//   1339518083.107412 [0 127.0.0.1:60866] "keys" "*"

import type { Push, Reply } from "../codec/index.ts";

const line = /^\d+\.\d+ \[/;

/** The line as a push of the kind "monitor", or undefined for an ordinary reply. */
export function asMonitorEvent(reply: Reply): Push | undefined {
  if (typeof reply !== "string" || !line.test(reply)) return undefined;
  return { kind: "monitor", data: [reply] };
}
