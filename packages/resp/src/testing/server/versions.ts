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

/** True for a Valkey of its own: up to 7.2 it answers as Redis 7.2 does. */
export function isValkey(
  { product, version }: { readonly product: string; readonly version: string },
  since = "8.0.0",
): boolean {
  return product === "valkey" && compareVersions(version, since) >= 0;
}
