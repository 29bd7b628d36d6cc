// Readers for members of lists, sets, sorted sets and places: pops, scores, positions, scans.

import type { Reply } from "../../codec/index.ts";
import { elements, entries, flatEntries } from "./collections.ts";
import { count, double, integer, text, wordOf } from "./scalars.ts";

/** A member of a sorted set with its score. */
export interface ScoredMember {
  /** The member. */
  member: string;
  /** Its score; may be infinite. */
  score: number;
}

/** What was popped, and from which key. */
export interface Popped {
  /** The key it was popped from. */
  key: string;
  /** What was popped. */
  element: string;
}

/** Elements popped from the first list that had some. */
export interface PoppedElements {
  /** The list. */
  key: string;
  /** What was popped, in order. */
  elements: string[];
}

/** A member popped from the first sorted set that had one. */
export interface PoppedMember extends ScoredMember {
  /** The sorted set. */
  key: string;
}

/** Members popped from the first sorted set that had some. */
export interface PoppedMembers {
  /** The sorted set. */
  key: string;
  /** What was popped, in order. */
  members: ScoredMember[];
}

/** A place on earth. */
export interface GeoPosition {
  /** Degrees, east is positive. */
  longitude: number;
  /** Degrees, north is positive. */
  latitude: number;
}

/** A member found by a search, with what was asked for. */
export interface GeoMatch {
  /** The member. */
  member: string;
  /** Its distance from the centre, in the unit of the search (`withdist`). */
  distance?: number;
  /** Its place as a 52-bit geohash (`withhash`). */
  hash?: number | bigint;
  /** Its place (`withcoord`). */
  position?: GeoPosition;
}

/** One step of a scan. */
export interface ScanPage {
  /** What to pass to the next step; "0" = the scan is complete. */
  cursor: string;
  /** Keys found; a key may come twice in one scan. */
  keys: string[];
}

/** One step of a hash's scan. */
export interface FieldPage {
  /** As in {@link ScanPage}. */
  cursor: string;
  /** Fields with values; a field may come twice in one scan. */
  entries: [field: string, value: string][];
}

/** One step of a set's scan. */
export interface MemberPage {
  /** As in {@link ScanPage}. */
  cursor: string;
  /** Members; one may come twice in one scan. */
  members: string[];
}

/** One step of a sorted set's scan. */
export interface ScoredPage {
  /** As in {@link ScanPage}. */
  cursor: string;
  /** Members with scores; one may come twice in one scan. */
  members: ScoredMember[];
}

/** Members with scores: pairs under RESP3, flat under RESP2. */
export function scoredMembers(reply: Reply): ScoredMember[] {
  return entries(reply).map(scoredMember);
}

/** The one member popped, or null. */
export function scoredMemberOrNull(reply: Reply): ScoredMember | null {
  return scoredMembers(reply)[0] ?? null;
}

/** `[key, element]`, or null. */
export function poppedOrNull(reply: Reply): Popped | null {
  if (reply === null) return null;
  const [key = null, element = null] = elements(reply);
  return { key: text(key), element: text(element) };
}

/** `[key, [element, ...]]`, or null. */
export function poppedElementsOrNull(reply: Reply): PoppedElements | null {
  if (reply === null) return null;
  const [key = null, found = null] = elements(reply);
  return { key: text(key), elements: elements(found).map(text) };
}

/** `[key, member, score]`, or null. */
export function poppedMemberOrNull(reply: Reply): PoppedMember | null {
  if (reply === null) return null;
  const [key = null, member = null, score = null] = elements(reply);
  return { key: text(key), member: text(member), score: double(score) };
}

/** `[key, [[member, score], ...]]`, or null. */
export function poppedMembersOrNull(reply: Reply): PoppedMembers | null {
  if (reply === null) return null;
  const [key = null, found = null] = elements(reply);
  return { key: text(key), members: scoredMembers(found) };
}

/** A rank with its member's place, or null. */
export function positionsOrNulls(reply: Reply): (GeoPosition | null)[] {
  return elements(reply).map((part) => (part === null ? null : position(part)));
}

/** What a search must return for each member. */
export interface GeoWanted {
  readonly withdist?: boolean | undefined;
  readonly withhash?: boolean | undefined;
  readonly withcoord?: boolean | undefined;
}

/** `[member, distance?, hash?, position?]`, in this order whatever the order asked for. */
export function geoMatches({
  withdist,
  withhash,
  withcoord,
}: GeoWanted): (reply: Reply) => GeoMatch[] {
  return (reply) =>
    elements(reply).map((found) => {
      // Where nothing was asked for, members come bare.
      const parts = Array.isArray(found) ? found : [found];
      let at = 0;
      const next = (): Reply => parts[at++] ?? null;
      const match: GeoMatch = { member: text(next()) };
      if (withdist === true) match.distance = double(next());
      if (withhash === true) match.hash = integer(next());
      if (withcoord === true) match.position = position(next());
      return match;
    });
}

/** Keys of one step. */
export function scanPage(reply: Reply): ScanPage {
  const { cursor, found } = pageOf(reply);
  return { cursor, keys: found.map(text) };
}

/** Fields of one step, flat under either protocol. */
export function fieldPage(reply: Reply): FieldPage {
  const { cursor, found } = pageOf(reply);
  return { cursor, entries: flatEntries(found).map(([name, value]) => [text(name), text(value)]) };
}

/** Members of one step. */
export function memberPage(reply: Reply): MemberPage {
  const { cursor, found } = pageOf(reply);
  return { cursor, members: found.map(text) };
}

/** Members and scores of one step, flat under either protocol. */
export function scoredPage(reply: Reply): ScoredPage {
  const { cursor, found } = pageOf(reply);
  return { cursor, members: flatEntries(found).map(scoredMember) };
}

/** Where the longest common subsequence lies. */
export interface LcsMatches {
  /** From the end of the strings to their beginning. */
  matches: LcsMatch[];
  /** Length of the whole subsequence in bytes. */
  length: number;
}

/** One stretch of a common subsequence; both ends belong to it. */
export interface LcsMatch {
  /** Where it lies in the first key's string: first and last byte. */
  first: [start: number, end: number];
  /** Where it lies in the second key's string. */
  second: [start: number, end: number];
  /** Its length in bytes, with `withmatchlen`. */
  length?: number;
}

/** `matches` and `len`. */
export function lcsMatches(reply: Reply): LcsMatches {
  const found = new Map(entries(reply).map(([name, part]) => [wordOf(name), part]));
  const matches = elements(found.get("matches") ?? null).map((part): LcsMatch => {
    const [first = null, second = null, length] = elements(part);
    const match: LcsMatch = { first: range(first), second: range(second) };
    if (length !== undefined) match.length = count(length);
    return match;
  });
  return { matches, length: count(found.get("len") ?? null) };
}

function range(reply: Reply): [number, number] {
  const [start = null, end = null] = elements(reply);
  return [count(start), count(end)];
}

function scoredMember([member, score]: readonly [Reply, Reply]): ScoredMember {
  return { member: text(member), score: double(score) };
}

function position(reply: Reply): GeoPosition {
  const [longitude = null, latitude = null] = elements(reply);
  return { longitude: double(longitude), latitude: double(latitude) };
}

function pageOf(reply: Reply): { cursor: string; found: Reply[] } {
  const [cursor = null, found = null] = elements(reply);
  return { cursor: wordOf(cursor), found: elements(found) };
}
