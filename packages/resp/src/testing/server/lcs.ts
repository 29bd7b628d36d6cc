// The longest common subsequence of two strings, with the runs in which it lies: the classic table, walked
// back from its end as the server does, so that the same one of several is found.

/** First and last position in `a`, first position in `b`. */
export type CommonRun = readonly [from: number, to: number, inB: number];

/** Its length and its runs, the last one first. */
export interface CommonSubsequence {
  /** Bytes in common. */
  readonly length: number;
  /** Runs that are unbroken in both. */
  readonly matches: readonly CommonRun[];
}

/** Costs `a.length * b.length` steps and as many entries of 4 bytes. */
export function longestCommonSubsequence(a: Uint8Array, b: Uint8Array): CommonSubsequence {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const above = table[(i - 1) * width + j] ?? 0;
      const left = table[i * width + j - 1] ?? 0;
      const same = (table[(i - 1) * width + j - 1] ?? 0) + 1;
      table[i * width + j] = a[i - 1] === b[j - 1] ? same : Math.max(above, left);
    }
  }
  const matches: [number, number, number][] = [];
  let i = a.length;
  let j = b.length;
  while (i > 0 && j > 0) {
    if (a[i - 1] === b[j - 1]) {
      i -= 1;
      j -= 1;
      const last = matches.at(-1);
      if (last !== undefined && last[0] === i + 1 && last[2] === j + 1) {
        last[0] = i;
        last[2] = j;
      } else {
        matches.push([i, i, j]);
      }
    } else if ((table[(i - 1) * width + j] ?? 0) > (table[i * width + j - 1] ?? 0)) {
      i -= 1;
    } else {
      j -= 1;
    }
  }
  return { length: table[a.length * width + b.length] ?? 0, matches };
}
