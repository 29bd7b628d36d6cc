// HSCAN, SSCAN, ZSCAN and the options of SCAN. Members are walked in the order of a hash of their name,
// and the cursor is the next hash: so a member that stays is seen, whatever comes and goes, and no
// iterator is kept.

import { type Answer, array, bulk } from "./answers.ts";
import { CommandError, parseInt64, syntaxError, word } from "./arguments.ts";
import { toBinary } from "./bytes.ts";
import { matchesGlob } from "./glob.ts";
import type { Words } from "./session.ts";

/** What MATCH, COUNT and TYPE said. */
export interface ScanOptions {
  /** A glob; default all. */
  readonly pattern: string;
  /** Default 10. */
  readonly count: number;
  /** Of the keys, for SCAN alone. */
  readonly type: string | undefined;
}

/** The cursor. @throws {CommandError} for what is no number of 64 bits. */
export function parseCursor(bytes: Uint8Array | undefined): number {
  const given = bytes === undefined ? "" : toBinary(bytes);
  if (!/^[0-9]{1,20}$/.test(given)) throw new CommandError("ERR invalid cursor");
  return Number(given);
}

/** The words behind the cursor. */
export function parseScanOptions(words: Words, { ofKeys }: { ofKeys: boolean }): ScanOptions {
  const options: { pattern: string; count: number; type: string | undefined } = {
    pattern: "*",
    count: 10,
    type: undefined,
  };
  for (let at = 0; at < words.length; at += 2) {
    const value = words[at + 1];
    const name = word(words[at]);
    if (value === undefined) throw syntaxError();
    if (name === "MATCH") {
      options.pattern = toBinary(value);
    } else if (name === "COUNT") {
      options.count = Number(parseInt64(value));
      if (options.count < 1) throw syntaxError();
    } else if (name === "TYPE" && ofKeys) {
      options.type = toBinary(value).toLowerCase();
    } else {
      throw syntaxError();
    }
  }
  return options;
}

/** Members up to which a collection is compact and answers in one page, as in the server. */
export const compactMembers = 128;

/** One page of a collection; `show` says what a member is answered with. */
export function scanMembers(
  members: readonly string[],
  words: Words,
  show: (member: string) => readonly Answer[],
): Answer {
  const cursor = parseCursor(words[0]);
  const { pattern, count } = parseScanOptions(words.slice(1), { ofKeys: false });
  const page =
    members.length <= compactMembers ? { next: 0, members } : pageFrom(members, cursor, count);
  const found = page.members.filter((member) => matchesGlob(pattern, member));
  return array([bulk(String(page.next)), array(found.flatMap(show))]);
}

function pageFrom(
  members: readonly string[],
  cursor: number,
  count: number,
): { next: number; members: readonly string[] } {
  const left = members
    .map((member) => ({ member, place: placeOf(member) }))
    .filter(({ place }) => place >= cursor)
    .toSorted((one, other) => one.place - other.place);
  let end = Math.min(count, left.length);
  // Members with the same hash share a page, or the rest of them would be lost.
  while (end < left.length && left[end]?.place === left[end - 1]?.place) end += 1;
  return { next: left[end]?.place ?? 0, members: left.slice(0, end).map(({ member }) => member) };
}

/** FNV-1a of 32 bits, never 0: that is the cursor of the beginning. */
function placeOf(member: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < member.length; at += 1) {
    hash = Math.imul(hash ^ member.charCodeAt(at), 0x01_00_01_93);
  }
  return (hash >>> 0) + 1;
}
