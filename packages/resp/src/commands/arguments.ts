// How arguments that are more than one word are given: lists, pairs, members, ranges, places.

import type { CommandArgument } from "../codec/index.ts";

/** One or many. */
export type OneOrMany<T> = T | readonly T[];

/** A whole number; bigint beyond 2^53. */
export type Integer = number | bigint;

/** Names with values: a record, a Map (for names that are bytes), or an array of entries. */
export type Pairs<V = CommandArgument> =
  | { readonly [name: string]: V }
  | ReadonlyMap<CommandArgument, V>
  | readonly (readonly [CommandArgument, V])[];

/** Members with scores: `{ ada: 1 }`, a Map from member to score, or `[{ member, score }]`. */
export type ScoredMembers =
  | { readonly [member: string]: number }
  | ReadonlyMap<CommandArgument, number>
  | readonly { readonly member: CommandArgument; readonly score: number }[];

/** A place with a name. */
export interface GeoPlace {
  /** Degrees, -180 to 180. */
  readonly longitude: number;
  /** Degrees, -85.05112878 to 85.05112878. */
  readonly latitude: number;
  /** Its name in the set. */
  readonly member: CommandArgument;
}

/** A unit of length: metres, kilometres, feet, miles. */
export type GeoUnit = "M" | "KM" | "FT" | "MI";

/** Where a search looks from and how far: a member or a place; a circle or a box. */
export type GeoArea = (
  | { readonly member: CommandArgument }
  | { readonly longitude: number; readonly latitude: number }
) &
  ({ readonly radius: number } | { readonly width: number; readonly height: number }) & {
    /** Of radius, width and height; default metres. */
    readonly unit?: GeoUnit | undefined;
  };

/** Trims a stream to a length or an oldest id; a bare threshold is exact. */
export type TrimThreshold<T> =
  | T
  | {
      /** The length to keep, or the oldest id to keep. */
      readonly threshold: T;
      /** Trims whole nodes only, which is much cheaper; default exact. */
      readonly approximate?: boolean | undefined;
      /** Most entries removed at once; only with `approximate`. */
      readonly limit?: number | undefined;
    };

/** One operation of BITFIELD; `encoding` as "u8", `offset` in bits or "#n" for the n-th of this size. */
export type BitfieldOperation =
  | BitfieldRead
  | { readonly set: string; readonly offset: number | string; readonly value: Integer }
  | { readonly incrby: string; readonly offset: number | string; readonly increment: Integer }
  | { readonly overflow: "WRAP" | "SAT" | "FAIL" };

/** A read of BITFIELD. */
export interface BitfieldRead {
  /** The encoding, as "u8" or "i16". */
  readonly get: string;
  /** In bits, or "#n" for the n-th of this size. */
  readonly offset: number | string;
}

/** A part of the results. */
export interface Limit {
  /** How many are skipped. */
  readonly offset: Integer;
  /** How many follow at most; negative = all. */
  readonly count: Integer;
}

/** A part of a string, both ends included; negative positions count from the end. */
export interface BitRange {
  /** Where it begins. */
  readonly start: Integer;
  /** Where it ends; default the end of the string (only BITPOS may leave it out). */
  readonly end?: Integer | undefined;
  /** What the positions count; default "BYTE" (Redis 7.0+). */
  readonly unit?: "BYTE" | "BIT" | undefined;
}

/** Which pending entries. */
export interface PendingRange {
  /** Lowest id, as "-"; "(" before it excludes it. */
  readonly start: CommandArgument;
  /** Highest id, as "+". */
  readonly end: CommandArgument;
  /** How many at most. */
  readonly count: Integer;
  /** Only this consumer's. */
  readonly consumer?: CommandArgument | undefined;
  /** Only those idle for at least so many milliseconds (Redis 6.2+). */
  readonly idle?: Integer | undefined;
}

/** The replica that is to take over. */
export interface FailoverTarget {
  /** Its host. */
  readonly host: CommandArgument;
  /** Its port. */
  readonly port: Integer;
  /** Takes over at `timeout` even where it is not in step. */
  readonly force?: boolean | undefined;
}

/** Who to be on another server. */
export interface MigrateCredentials {
  /** ACL user. */
  readonly username: CommandArgument;
  /** Its password. */
  readonly password: CommandArgument;
}

/** Keys and arguments of a script or function. */
export interface ScriptInput {
  /** Keys it works on (`KEYS` in Lua). */
  readonly keys?: readonly CommandArgument[] | undefined;
  /** Everything else it needs (`ARGV` in Lua). */
  readonly args?: readonly CommandArgument[] | undefined;
}
