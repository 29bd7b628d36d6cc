// A claim of the security tier and the mark of the tier's life, asked in one write. The mark proves
// that the data was still there when the claim was decided only if it was read behind it; a claim that
// the client sent again (after an answer like READONLY) is decided after the mark was read.

import type { CacheEntry } from "../backend.ts";

/** The claim's answer, and a mark that was read after it was decided. */
export async function claimBeforeMark(
  claim: () => Promise<boolean>,
  readMark: () => Promise<CacheEntry | undefined>,
): Promise<readonly [isFirst: boolean, mark: CacheEntry | undefined]> {
  let isMarkIn = false;
  const claiming = claim().then((isFirst) => ({ isFirst, isOvertaken: isMarkIn }));
  const reading = readMark().then((mark) => {
    isMarkIn = true;
    return mark;
  });
  const [{ isFirst, isOvertaken }, mark] = await Promise.all([claiming, reading]);
  return [isFirst, isFirst && isOvertaken ? await readMark() : mark];
}
