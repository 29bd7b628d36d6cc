// The few assertions the published suite needs, so that it runs under any test runner.

/**
 * Fails with both values shown unless they are equal as JSON-like data; bytes compare by content.
 */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  if (isSame(actual, expected)) return;
  throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}.`);
}

/** Fails unless `condition` holds. */
export function assertTrue(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/**
 * Fails unless the call rejects (or throws) with an error that has all of `expected`; the error.
 */
export async function assertRejects(
  call: () => Promise<unknown>,
  expected: { readonly name?: string; readonly code?: string },
  what: string,
): Promise<Error> {
  const error = await call().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) throw new Error(`${what}: expected a rejection with ${show(expected)}.`);
  for (const [field, value] of Object.entries(expected)) {
    assertEqual((error as Record<string, unknown>)[field], value, `${what}: the error's ${field}`);
  }
  return error as Error;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (ArrayBuffer.isView(a)) return ArrayBuffer.isView(b) && isSameBytes(a, b);
  const left = Object.entries(a);
  const right = b as Record<string, unknown>;
  return (
    left.length === Object.keys(b).length &&
    left.every(([name, value]) => isSame(value, right[name]))
  );
}

function isSameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
