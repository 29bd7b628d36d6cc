// Redis' glob patterns over byte strings: ? * [abc] [^a] [a-z] and \ to escape, as stringmatchlen of
// the server's util.c reads them, odd ends included.

/** True if the whole of `text` matches `pattern`; both are binary texts. */
export function matchesGlob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  // Where to go on after a mismatch: behind the last star, one character further in the text.
  let starPattern = -1;
  let starText = 0;
  for (;;) {
    if (pattern[p] === "*") {
      p += 1;
      starPattern = p;
      starText = t;
    } else if (t < text.length) {
      const next = p < pattern.length ? matchOne(pattern, p, text[t] ?? "") : -1;
      if (next >= 0) {
        p = next;
        t += 1;
      } else {
        if (starPattern < 0) return false;
        p = starPattern;
        starText += 1;
        t = starText;
      }
    } else {
      return p >= pattern.length;
    }
  }
}

/** Matches one character; the position behind the pattern's item, or -1. */
function matchOne(pattern: string, at: number, character: string): number {
  switch (pattern[at]) {
    case "?":
      return at + 1;
    case "[":
      return matchClass(pattern, at + 1, character);
    case "\\": {
      const escaped = at + 1 < pattern.length ? at + 1 : at;
      return pattern[escaped] === character ? escaped + 1 : -1;
    }
    default:
      return pattern[at] === character ? at + 1 : -1;
  }
}

/** `[...]` from behind its bracket; one that isn't closed ends with the pattern. */
function matchClass(pattern: string, from: number, character: string): number {
  let at = from;
  const negated = pattern[at] === "^";
  if (negated) at += 1;
  let found = false;
  while (at < pattern.length && pattern[at] !== "]") {
    if (pattern[at] === "\\" && at + 1 < pattern.length) {
      at += 1;
      if (pattern[at] === character) found = true;
    } else if (pattern[at + 1] === "-" && at + 2 < pattern.length) {
      if (inRange(character, pattern[at] ?? "", pattern[at + 2] ?? "")) found = true;
      at += 2;
    } else if (pattern[at] === character) {
      found = true;
    }
    at += 1;
  }
  const behind = Math.min(at + 1, pattern.length);
  return found === negated ? -1 : behind;
}

function inRange(character: string, from: string, to: string): boolean {
  return from <= to ? from <= character && character <= to : to <= character && character <= from;
}
