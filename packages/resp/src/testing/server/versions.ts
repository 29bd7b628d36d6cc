// Server versions as texts: the profile decides by them what exists and how it is worded.

/** Negative if version `a` is older than `b`; fields are numbers. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let field = 0; field < 3; field += 1) {
    const difference = (left[field] ?? 0) - (right[field] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
