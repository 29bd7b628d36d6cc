// What the parent and its children tell each other over IPC. One union per direction, so that a
// switch over `type` is checked to be complete.

import type { JWK } from "jose";

/**
 * What a replica must know to start. Keys travel over IPC, never in the environment or arguments.
 */
export interface ReplicaSettings {
  /** "A", "B" and so on. */
  readonly name: string;
  /** Where the shared tier listens. */
  readonly redis: { readonly host: string; readonly port: number };
  /** Ed25519 key with its private part: every replica signs and verifies with the same one. */
  readonly signingKey: JWK;
}

/** Which server plays Redis. */
export type RedisKind = "redis-server" | "valkey-server" | "embedded";

/** What the host of a Redis must know to start. */
export interface RedisSettings {
  readonly kind: RedisKind;
  /** 0 = any free port (embedded only; others are given one). */
  readonly port: number;
}

/** From the parent to a child. */
export type ParentMessage =
  | { readonly type: "start"; readonly settings: ReplicaSettings | RedisSettings }
  /** End in good order: finish what is in flight, flush, release. */
  | { readonly type: "stop" };

/** From a child to the parent. */
export type ChildMessage =
  /** The script runs and listens for `start`. */
  | { readonly type: "hello" }
  /** It serves on `port`. `serverPid` is the process that serves, if it is not the child itself. */
  | {
      readonly type: "ready";
      readonly port: number;
      readonly serverPid: number;
      readonly what: string;
    }
  /** A line of the cache's own log. */
  | { readonly type: "log"; readonly level: "info" | "warn" | "error"; readonly text: string }
  /** The cache recovered: the outage's writes were replayed. Wall clock, ms. */
  | { readonly type: "recovered"; readonly atMs: number }
  /** The cache's breaker opened. Wall clock, ms. */
  | { readonly type: "breaker-open"; readonly atMs: number }
  /** It can't go on. */
  | { readonly type: "failed"; readonly message: string };
