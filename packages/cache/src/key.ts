// How a key is spelled in Redis: prefix ":" namespace ":" key. The key is verbatim and last; ":"
// and "%" in prefix and namespace are percent-encoded, so no namespace can reach into another
// ("users" and "users:abc" don't overlap) and clearing by prefix stays inside its own.

/**
 * The prefix as it stands before the first delimiter: a trailing ":" is taken as the delimiter,
 * ":" and "%" elsewhere are percent-encoded.
 *
 * @throws {TypeError} if it is no well-formed string. @throws {RangeError} if nothing is left of
 * it.
 */
export function encodePrefix(prefix: string): string {
  assertWellFormed("keyPrefix", prefix);
  const bare = prefix.endsWith(":") ? prefix.slice(0, -1) : prefix;
  if (bare === "") {
    throw new RangeError(
      'keyPrefix must not be empty: give each application its own, as in "shop".',
    );
  }
  return encodeSegment(bare);
}

/**
 * Below a backend's prefix: the mark of the shared tier's present life, which a clear leaves alone.
 * "%" is percent-encoded in namespaces, so none of them can hold this key.
 */
export const incarnationKey = "%incarnation";

/** Below a backend's prefix: the barrier of a tag. */
export function tagKey(tag: string): string {
  assertWellFormed("tag", tag);
  return `%tag:${tag}`;
}

/** Below a backend's prefix: the newest barrier of any tag. */
export const newestBarrierKey = "%barrier";

/** Below a backend's prefix: the lock around the load of a key. */
export function lockKey(key: string): string {
  return `${lockPrefix}${key}`;
}

const lockPrefix = "%lock:";

/** True for a lock: no value, and nothing to invalidate. */
export function isLockKey(key: string): boolean {
  return key.startsWith(lockPrefix);
}

/** True for what is kept beside the values: marks, barriers, locks. No namespace begins with "%". */
export function isReservedKey(key: string): boolean {
  return key.startsWith("%");
}

/**
 * What all keys of a namespace begin with, below the backend's own prefix: `session:`.
 *
 * @throws {TypeError} if it is no well-formed string. @throws {RangeError} if it is empty.
 */
export function namespacePrefix(namespace: string): string {
  assertWellFormed("namespace", namespace);
  if (namespace === "") throw new RangeError("A namespace's name must not be empty.");
  return `${encodeSegment(namespace)}:`;
}

/** The whole key in Redis: `traefikoidc:session:abc123`. @throws as its parts. */
export function redisKey(prefix: string, namespace: string, key: string): string {
  assertKey(key);
  return `${encodePrefix(prefix)}:${namespacePrefix(namespace)}${key}`;
}

/** ":" and "%" percent-encoded, all else as it is. */
export function encodeSegment(text: string): string {
  return text.replaceAll("%", "%25").replaceAll(":", "%3A");
}

/**
 * Refuses what can't be a key in every tier: anything but a string that UTF-8 can carry.
 *
 * @throws {TypeError}
 */
export function assertKey(key: string): void {
  assertWellFormed("key", key);
}

function assertWellFormed(what: string, text: string): void {
  if (typeof text !== "string")
    throw new TypeError(`${what} must be a string, got ${typeof text}.`);
  if (!isWellFormed(text)) {
    throw new TypeError(
      `${what} has a lone surrogate, which UTF-8 can't carry: encode binary keys as text.`,
    );
  }
}

/** Old engines lack the method. */
function isWellFormed(text: string): boolean {
  return (text as { isWellFormed?(): boolean }).isWellFormed?.() ?? !/\p{Surrogate}/u.test(text);
}
