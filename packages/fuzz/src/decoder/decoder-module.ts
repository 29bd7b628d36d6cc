// What a decoder under test looks like, and how it is loaded.

/** What a decoder says of one whole stream. */
export interface DecodeResult {
  /** "incomplete": legal so far, and ends inside a value. */
  readonly verdict: "valid" | "invalid" | "incomplete";
  /**
   * The top-level values it decoded, pushes among them, up to the fault if there is one; absent if they
   * are not to be compared. What counts as the right value is said at `agrees` in
   * `@respite/resp/testing`.
   */
  readonly values?: readonly unknown[] | undefined;
}

/** A decoder under test: a new stream each time, which arrives in these pieces. It must not throw. */
export type Decode = (chunks: readonly Uint8Array[]) => DecodeResult | Promise<DecodeResult>;

/**
 * The `decode` export of a module, or its default export.
 *
 * @throws {TypeError} if neither is a function; what importing throws passes through.
 */
export async function loadDecode(url: string): Promise<Decode> {
  const module = (await import(url)) as { decode?: unknown; default?: unknown };
  const decode = module.decode ?? module.default;
  if (typeof decode !== "function") {
    throw new TypeError(`${url} exports no function "decode", nor one as default.`);
  }
  return decode as Decode;
}
