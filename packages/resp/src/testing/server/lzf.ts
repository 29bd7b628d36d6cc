// Expanding LZF, which servers use for strings of more than 20 bytes in dumps.
//
//     000lllll                    l + 1 bytes as they are
//     lllooooo [l] oooooooo       l + 2 bytes from o + 1 bytes back; l = 7 adds the next byte

/** The expanded bytes; undefined if they aren't `length` many. */
export function lzfExpanded(packed: Uint8Array, length: number): Uint8Array | undefined {
  // No byte of it can stand for more than some hundred.
  if (length > packed.length * 300) return undefined;
  const bytes = new Uint8Array(length);
  let to = 0;
  for (let at = 0; at < packed.length;) {
    const control = packed[at] ?? 0;
    at += 1;
    if (control < 32) {
      if (to + control + 1 > length) return undefined;
      bytes.set(packed.subarray(at, at + control + 1), to);
      at += control + 1;
      to += control + 1;
      continue;
    }
    let count = (control >> 5) + 2;
    if (count === 9) {
      count += packed[at] ?? 0;
      at += 1;
    }
    const from = to - ((control & 31) << 8) - (packed[at] ?? 0) - 1;
    at += 1;
    if (from < 0 || to + count > length) return undefined;
    // Byte by byte: what is copied may reach into itself.
    for (let copied = 0; copied < count; copied += 1)
      bytes[to + copied] = bytes[from + copied] ?? 0;
    to += count;
  }
  return to === length ? bytes : undefined;
}
