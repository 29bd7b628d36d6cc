// The cache's log lines, sent to the parent, which prints them among what it sees itself.

import type { Logger } from "@respite/cache";
import { tellParent } from "../processes/child.ts";

type Fields = Parameters<Logger["info"]>[1];

/** A logger that tells the parent everything from level info on. */
export function forwardingLogger(): Logger {
  const forward =
    (level: "info" | "warn" | "error") =>
    (message: string, fields?: Fields): void => {
      tellParent({ type: "log", level, text: message + format(fields) });
    };
  return {
    debug: () => {},
    info: forward("info"),
    warn: forward("warn"),
    error: forward("error"),
  };
}

function format(fields: Fields): string {
  const words = Object.entries(fields ?? {})
    .filter(([name, value]) => name !== "event" && value !== undefined)
    .map(
      ([name, value]) => `${name}=${typeof value === "number" ? Math.round(value) : String(value)}`,
    );
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}
