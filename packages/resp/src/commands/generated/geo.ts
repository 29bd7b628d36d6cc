// Generated from COMMAND DOCS and COMMAND INFO of Redis 7.0.15 by scripts/generate-commands.mjs; don't
// edit. Descriptors of the server's group "geo".

import type { CommandArgument } from "../../codec/index.ts";
import type { GeoArea, GeoPlace, GeoUnit, Integer, OneOrMany } from "../arguments.ts";
import type { Command } from "../command.ts";
import type { AtMostOne } from "../option-types.ts";
import {
  count,
  doubleOrNull,
  geoMatches,
  positionsOrNulls,
  textsOrNulls,
  type GeoMatch,
  type GeoPosition,
} from "../replies/index.ts";
import { flag, geoArea, geoPlaces, listOf, named, optional, type Words } from "../words.ts";

/** Options of {@link geoadd}. */
export type GeoaddOptions = {
  /** Counts changed members too. */
  ch?: boolean | undefined;
} & AtMostOne<{
  /** Only if there is none yet. */
  nx: boolean;
  /** Only if there is one already. */
  xx: boolean;
}>;

/**
 * Add one or more geospatial items in the geospatial index represented using a sorted set.
 *
 * Since Redis 3.2.0. O(log(N)) for each item added, where N is the number of elements in the
 * sorted set. https://redis.io/commands/geoadd
 */
export function geoadd(
  key: CommandArgument,
  places: OneOrMany<GeoPlace>,
  options: GeoaddOptions = {},
): Command<number> {
  const words: Words = ["GEOADD", key];
  flag(words, "NX", options.nx);
  flag(words, "XX", options.xx);
  flag(words, "CH", options.ch);
  geoPlaces(words, places);
  return { args: words, reply: count };
}

/** Options of {@link geodist}. */
export interface GeodistOptions {
  /** Unit of the result; default metres. */
  unit?: GeoUnit | undefined;
}

/**
 * Returns the distance between two members of a geospatial index.
 *
 * Since Redis 3.2.0. O(log(N)). https://redis.io/commands/geodist
 */
export function geodist(
  key: CommandArgument,
  member1: CommandArgument,
  member2: CommandArgument,
  options: GeodistOptions = {},
): Command<number | null> {
  const words: Words = ["GEODIST", key, member1, member2];
  optional(words, options.unit);
  return { args: words, reply: doubleOrNull };
}

/**
 * Returns members of a geospatial index as standard geohash strings.
 *
 * Since Redis 3.2.0. O(log(N)) for each member requested, where N is the number of elements in the
 * sorted set. https://redis.io/commands/geohash
 */
export function geohash(
  key: CommandArgument,
  members: OneOrMany<CommandArgument>,
): Command<(string | null)[]> {
  return { args: ["GEOHASH", key, ...listOf(members)], reply: textsOrNulls };
}

/**
 * Returns longitude and latitude of members of a geospatial index.
 *
 * Since Redis 3.2.0. O(N) where N is the number of members requested.
 * https://redis.io/commands/geopos
 */
export function geopos(
  key: CommandArgument,
  members: OneOrMany<CommandArgument>,
): Command<(GeoPosition | null)[]> {
  return { args: ["GEOPOS", key, ...listOf(members)], reply: positionsOrNulls };
}

/** Options of {@link georadius}. */
export type GeoradiusOptions<
  Store extends CommandArgument | undefined = undefined,
  Storedist extends CommandArgument | undefined = undefined,
> = {
  /** With positions. */
  withcoord?: boolean | undefined;
  /** With distances. */
  withdist?: boolean | undefined;
  /** With geohashes. */
  withhash?: boolean | undefined;
  /** How many at most. */
  count?: Integer | undefined;
  /** Ends as soon as `count` are found, which need not be the nearest. */
  any?: boolean | undefined;
  /** Stores the result at this key and resolves with its length. */
  store?: Store | undefined;
  /** Stores distances as scores at this key and resolves with their number. */
  storedist?: Storedist | undefined;
} & AtMostOne<{
  /** Smallest or nearest first. */
  asc: boolean;
  /** Largest or farthest first. */
  desc: boolean;
}>;

/**
 * Query a sorted set representing a geospatial index to fetch members matching a given maximum
 * distance from a point.
 *
 * Since Redis 3.2.0. O(N+log(M)) where N is the number of elements inside the bounding box of the
 * circular area delimited by center and radius and M is the number of items inside the index.
 * https://redis.io/commands/georadius
 *
 * @deprecated Since Redis 6.2.0: use `GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS`
 * argument.
 */
export function georadius<
  Store extends CommandArgument | undefined = undefined,
  Storedist extends CommandArgument | undefined = undefined,
>(
  key: CommandArgument,
  longitude: number,
  latitude: number,
  radius: number,
  unit: GeoUnit,
  options: GeoradiusOptions<Store, Storedist> = {},
): Command<Store extends undefined ? (Storedist extends undefined ? GeoMatch[] : number) : number> {
  const words: Words = ["GEORADIUS", key, longitude, latitude, radius, unit];
  flag(words, "WITHCOORD", options.withcoord);
  flag(words, "WITHDIST", options.withdist);
  flag(words, "WITHHASH", options.withhash);
  named(words, "COUNT", options.count);
  flag(words, "ANY", options.any);
  flag(words, "ASC", options.asc);
  flag(words, "DESC", options.desc);
  named(words, "STORE", options.store);
  named(words, "STOREDIST", options.storedist);
  return {
    args: words,
    reply: (options.store !== undefined
      ? count
      : options.storedist !== undefined
        ? count
        : geoMatches(options)) as never,
  };
}

/** Options of {@link georadiusRo}. */
export type GeoradiusRoOptions = {
  /** With positions. */
  withcoord?: boolean | undefined;
  /** With distances. */
  withdist?: boolean | undefined;
  /** With geohashes. */
  withhash?: boolean | undefined;
  /** How many at most. */
  count?: Integer | undefined;
  /** Ends as soon as `count` are found, which need not be the nearest. */
  any?: boolean | undefined;
} & AtMostOne<{
  /** Smallest or nearest first. */
  asc: boolean;
  /** Largest or farthest first. */
  desc: boolean;
}>;

/**
 * A read-only variant for GEORADIUS.
 *
 * Since Redis 3.2.10. O(N+log(M)) where N is the number of elements inside the bounding box of the
 * circular area delimited by center and radius and M is the number of items inside the index.
 * https://redis.io/commands/georadius_ro
 *
 * @deprecated Since Redis 6.2.0: use `GEOSEARCH` with the `BYRADIUS` argument.
 */
export function georadiusRo(
  key: CommandArgument,
  longitude: number,
  latitude: number,
  radius: number,
  unit: GeoUnit,
  options: GeoradiusRoOptions = {},
): Command<GeoMatch[]> {
  const words: Words = ["GEORADIUS_RO", key, longitude, latitude, radius, unit];
  flag(words, "WITHCOORD", options.withcoord);
  flag(words, "WITHDIST", options.withdist);
  flag(words, "WITHHASH", options.withhash);
  named(words, "COUNT", options.count);
  flag(words, "ANY", options.any);
  flag(words, "ASC", options.asc);
  flag(words, "DESC", options.desc);
  return { args: words, reply: geoMatches(options) };
}

/** Options of {@link georadiusbymember}. */
export type GeoradiusbymemberOptions<
  Store extends CommandArgument | undefined = undefined,
  Storedist extends CommandArgument | undefined = undefined,
> = {
  /** With positions. */
  withcoord?: boolean | undefined;
  /** With distances. */
  withdist?: boolean | undefined;
  /** With geohashes. */
  withhash?: boolean | undefined;
  /** How many at most. */
  count?: Integer | undefined;
  /** Ends as soon as `count` are found, which need not be the nearest. */
  any?: boolean | undefined;
  /** Stores the result at this key and resolves with its length. */
  store?: Store | undefined;
  /** Stores distances as scores at this key and resolves with their number. */
  storedist?: Storedist | undefined;
} & AtMostOne<{
  /** Smallest or nearest first. */
  asc: boolean;
  /** Largest or farthest first. */
  desc: boolean;
}>;

/**
 * Query a sorted set representing a geospatial index to fetch members matching a given maximum
 * distance from a member.
 *
 * Since Redis 3.2.0. O(N+log(M)) where N is the number of elements inside the bounding box of the
 * circular area delimited by center and radius and M is the number of items inside the index.
 * https://redis.io/commands/georadiusbymember
 *
 * @deprecated Since Redis 6.2.0: use `GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and
 * `FROMMEMBER` arguments.
 */
export function georadiusbymember<
  Store extends CommandArgument | undefined = undefined,
  Storedist extends CommandArgument | undefined = undefined,
>(
  key: CommandArgument,
  member: CommandArgument,
  radius: number,
  unit: GeoUnit,
  options: GeoradiusbymemberOptions<Store, Storedist> = {},
): Command<Store extends undefined ? (Storedist extends undefined ? GeoMatch[] : number) : number> {
  const words: Words = ["GEORADIUSBYMEMBER", key, member, radius, unit];
  flag(words, "WITHCOORD", options.withcoord);
  flag(words, "WITHDIST", options.withdist);
  flag(words, "WITHHASH", options.withhash);
  named(words, "COUNT", options.count);
  flag(words, "ANY", options.any);
  flag(words, "ASC", options.asc);
  flag(words, "DESC", options.desc);
  named(words, "STORE", options.store);
  named(words, "STOREDIST", options.storedist);
  return {
    args: words,
    reply: (options.store !== undefined
      ? count
      : options.storedist !== undefined
        ? count
        : geoMatches(options)) as never,
  };
}

/** Options of {@link georadiusbymemberRo}. */
export type GeoradiusbymemberRoOptions = {
  /** With positions. */
  withcoord?: boolean | undefined;
  /** With distances. */
  withdist?: boolean | undefined;
  /** With geohashes. */
  withhash?: boolean | undefined;
  /** How many at most. */
  count?: Integer | undefined;
  /** Ends as soon as `count` are found, which need not be the nearest. */
  any?: boolean | undefined;
} & AtMostOne<{
  /** Smallest or nearest first. */
  asc: boolean;
  /** Largest or farthest first. */
  desc: boolean;
}>;

/**
 * A read-only variant for GEORADIUSBYMEMBER.
 *
 * Since Redis 3.2.10. O(N+log(M)) where N is the number of elements inside the bounding box of the
 * circular area delimited by center and radius and M is the number of items inside the index.
 * https://redis.io/commands/georadiusbymember_ro
 *
 * @deprecated Since Redis 6.2.0: use `GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments.
 */
export function georadiusbymemberRo(
  key: CommandArgument,
  member: CommandArgument,
  radius: number,
  unit: GeoUnit,
  options: GeoradiusbymemberRoOptions = {},
): Command<GeoMatch[]> {
  const words: Words = ["GEORADIUSBYMEMBER_RO", key, member, radius, unit];
  flag(words, "WITHCOORD", options.withcoord);
  flag(words, "WITHDIST", options.withdist);
  flag(words, "WITHHASH", options.withhash);
  named(words, "COUNT", options.count);
  flag(words, "ANY", options.any);
  flag(words, "ASC", options.asc);
  flag(words, "DESC", options.desc);
  return { args: words, reply: geoMatches(options) };
}

/** Options of {@link geosearch}. */
export type GeosearchOptions = {
  /** How many at most. */
  count?: Integer | undefined;
  /** Ends as soon as `count` are found, which need not be the nearest. */
  any?: boolean | undefined;
  /** With positions. */
  withcoord?: boolean | undefined;
  /** With distances. */
  withdist?: boolean | undefined;
  /** With geohashes. */
  withhash?: boolean | undefined;
} & AtMostOne<{
  /** Smallest or nearest first. */
  asc: boolean;
  /** Largest or farthest first. */
  desc: boolean;
}>;

/**
 * Query a sorted set representing a geospatial index to fetch members inside an area of a box or a
 * circle.
 *
 * Since Redis 6.2.0. O(N+log(M)) where N is the number of elements in the grid-aligned bounding
 * box area around the shape provided as the filter and M is the number of items inside the shape.
 * https://redis.io/commands/geosearch
 */
export function geosearch(
  key: CommandArgument,
  area: GeoArea,
  options: GeosearchOptions = {},
): Command<GeoMatch[]> {
  const words: Words = ["GEOSEARCH", key];
  geoArea(words, area);
  flag(words, "ASC", options.asc);
  flag(words, "DESC", options.desc);
  named(words, "COUNT", options.count);
  flag(words, "ANY", options.any);
  flag(words, "WITHCOORD", options.withcoord);
  flag(words, "WITHDIST", options.withdist);
  flag(words, "WITHHASH", options.withhash);
  return { args: words, reply: geoMatches(options) };
}

/** Options of {@link geosearchstore}. */
export type GeosearchstoreOptions = {
  /** How many at most. */
  count?: Integer | undefined;
  /** Ends as soon as `count` are found, which need not be the nearest. */
  any?: boolean | undefined;
  /** Stores distances as scores. */
  storedist?: boolean | undefined;
} & AtMostOne<{
  /** Smallest or nearest first. */
  asc: boolean;
  /** Largest or farthest first. */
  desc: boolean;
}>;

/**
 * Query a sorted set representing a geospatial index to fetch members inside an area of a box or a
 * circle, and store the result in another key.
 *
 * Since Redis 6.2.0. O(N+log(M)) where N is the number of elements in the grid-aligned bounding
 * box area around the shape provided as the filter and M is the number of items inside the shape.
 * https://redis.io/commands/geosearchstore
 */
export function geosearchstore(
  destination: CommandArgument,
  source: CommandArgument,
  area: GeoArea,
  options: GeosearchstoreOptions = {},
): Command<number> {
  const words: Words = ["GEOSEARCHSTORE", destination, source];
  geoArea(words, area);
  flag(words, "ASC", options.asc);
  flag(words, "DESC", options.desc);
  named(words, "COUNT", options.count);
  flag(words, "ANY", options.any);
  flag(words, "STOREDIST", options.storedist);
  return { args: words, reply: count };
}
