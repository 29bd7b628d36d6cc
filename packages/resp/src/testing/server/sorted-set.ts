// A sorted set's members in order of score, then of bytes: a map for scores, and one sorted array that
// binary search walks. Arrays are enough for tests, and ranks come for free.

/** A member and its score. */
export interface ScoredMember {
  /** Binary text. */
  readonly member: string;
  /** Never NaN. */
  readonly score: number;
}

/** Members with scores, kept in order. */
export class SortedSet {
  readonly #scores = new Map<string, number>();
  readonly #ordered: ScoredMember[] = [];

  constructor(entries: Iterable<readonly [member: string, score: number]> = []) {
    for (const [member, score] of entries) this.set(member, score);
  }

  /** Number of members. */
  get size(): number {
    return this.#scores.size;
  }

  /** All of them, lowest first; not to be changed, and stale after the next change. */
  get ordered(): readonly ScoredMember[] {
    return this.#ordered;
  }

  /** A member's score; undefined if it is none. */
  score(member: string): number | undefined {
    return this.#scores.get(member);
  }

  /** A member's place from 0; undefined if it is none. */
  rank(member: string): number | undefined {
    const score = this.#scores.get(member);
    return score === undefined ? undefined : this.#placeOf({ member, score });
  }

  /** Adds a member or moves it. There is no negative zero, as in the server's compact encoding. */
  set(member: string, given: number): void {
    const score = given + 0;
    this.delete(member);
    this.#scores.set(member, score);
    this.#ordered.splice(this.#placeOf({ member, score }), 0, { member, score });
  }

  /** True if it was a member. */
  delete(member: string): boolean {
    const rank = this.rank(member);
    if (rank === undefined) return false;
    this.#ordered.splice(rank, 1);
    return this.#scores.delete(member);
  }

  /** The first place that is not before `wanted`. */
  #placeOf(wanted: ScoredMember): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.#ordered[middle];
      if (found !== undefined && isBefore(found, wanted)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Scores first; equal scores by the members' bytes. */
export function isBefore(one: ScoredMember, other: ScoredMember): boolean {
  return one.score < other.score || (one.score === other.score && one.member < other.member);
}
