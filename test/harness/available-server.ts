// Which real server this machine has. A missing one is no failure by itself, because the suites then run
// on the embedded server; where RESPITE_REQUIRE_REDIS=1 is set, it is.

import { spawnSync } from "node:child_process";

/** A server program on PATH. */
export interface ServerProgram {
  readonly name: "redis-server" | "valkey-server";
  /** As "7.0.15". */
  readonly version: string;
}

/** The server on PATH, redis-server first; undefined without one. */
export function serverOnPath(): ServerProgram | undefined {
  for (const name of ["redis-server", "valkey-server"] as const) {
    const { status, stdout } = spawnSync(name, ["--version"], { encoding: "utf8" });
    if (status !== 0) continue;
    return { name, version: /v=([0-9.]+)/.exec(stdout)?.[1] ?? "unknown" };
  }
  return undefined;
}

/**
 * The name of the server that tests can use.
 *
 * @throws {Error} without one if RESPITE_REQUIRE_REDIS=1.
 */
export function availableServer(): ServerProgram["name"] | undefined {
  const found = serverOnPath();
  if (found === undefined && process.env["RESPITE_REQUIRE_REDIS"] === "1") {
    throw new Error(
      "RESPITE_REQUIRE_REDIS=1, and there is no redis-server or valkey-server on PATH: install one.",
    );
  }
  return found?.name;
}
