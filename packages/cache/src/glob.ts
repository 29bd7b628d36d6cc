// Patterns for SCAN MATCH. Redis matches globs; a prefix is data and must be matched as it is.

/** `text` with every character escaped that means something in a Redis glob. */
export function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?[\]]/g, String.raw`\$&`);
}

/** The pattern of all keys that begin with `prefix`. */
export function globOfPrefix(prefix: string): string {
  return `${escapeGlob(prefix)}*`;
}
