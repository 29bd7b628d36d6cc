// Keys and patterns: two different places never share a key, and a prefix matches itself alone.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeGlob, globOfPrefix } from "../src/glob.ts";
import { assertKey, encodePrefix, namespacePrefix, redisKey } from "../src/key.ts";
import { checkPositiveTtl, checkTombstoneMs, checkTtl } from "../src/ttl.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", ":", "%", "3", "A", "*"), maxLength: 6 });
const name = text.filter((one) => one !== "" && one !== ":");

describe("redisKey", () => {
  it.each([
    ["traefikoidc", "session", "abc123", "traefikoidc:session:abc123"],
    ["traefikoidc:", "session", "abc123", "traefikoidc:session:abc123"],
    ["app:prod:", "jti", "a:b%c", "app%3Aprod:jti:a:b%c"],
    ["p%", "n:m", "", "p%25:n%3Am:"],
  ])("spells %s, %s, %s as %s", (prefix, namespace, key, expected) => {
    expect(redisKey(prefix, namespace, key)).toBe(expected);
  });

  it("is different for different places", () => {
    const prefix = name.filter((one) => !one.endsWith(":"));
    const place = fc.tuple(prefix, name, text);
    fc.assert(
      fc.property(place, place, (a, b) => {
        const same = a.every((part, index) => part === b[index]);
        expect(redisKey(...a) === redisKey(...b)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it("begins with no other namespace's prefix (users against usersAbc, a against a:b)", () => {
    fc.assert(
      fc.property(name, name, text, (one, other, key) => {
        fc.pre(one !== other);
        expect((namespacePrefix(one) + key).startsWith(namespacePrefix(other))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["", ":"])("refuses the prefix %o", (prefix) => {
    expect(() => encodePrefix(prefix)).toThrow(RangeError);
  });

  it("refuses an empty namespace and ill-formed text", () => {
    expect(() => namespacePrefix("")).toThrow(RangeError);
    expect(() => namespacePrefix("\udc00")).toThrow(TypeError);
    expect(() => assertKey("a\ud800b")).toThrow(/lone surrogate/);
    expect(() => assertKey(undefined as never)).toThrow(/must be a string, got undefined/);
    expect(() => assertKey("😀")).not.toThrow();
  });
});

describe("escapeGlob", () => {
  it.each([
    ["plain:text-1^", "plain:text-1^"],
    ["a*b?c", String.raw`a\*b\?c`],
    ["[x]", String.raw`\[x\]`],
    ["\\", "\\\\"],
  ])("turns %s into %s", (given, expected) => expect(escapeGlob(given)).toBe(expected));

  it("leaves no character that is special, and only adds backslashes", () => {
    const special = fc.string({ unit: fc.constantFrom("*", "?", "[", "]", "\\", "a", "-", "^") });
    fc.assert(
      fc.property(special, (given) => {
        const escaped = escapeGlob(given);
        expect(escaped.replaceAll(/\\(.)/gs, "")).not.toMatch(/[*?[\]\\]/);
        expect(escaped.replaceAll(/\\(.)/gs, "$1")).toBe(given);
        expect(globOfPrefix(given)).toBe(`${escaped}*`);
      }),
    );
  });
});

describe("lives", () => {
  it.each([undefined, 0, -5, 1, 2 ** 53 - 1])("accepts %o", (ttlMs) => {
    expect(checkTtl(ttlMs)).toBe(ttlMs);
  });

  it.each([Number.NaN, Infinity, -Infinity, 0.5, -0.5, 1e300])(
    "refuses %o with a RangeError",
    (ttlMs) => {
      expect(() => checkTtl(ttlMs)).toThrow(RangeError);
      expect(() => checkTtl(ttlMs)).toThrow(String(ttlMs));
    },
  );

  it.each(["1", null, {}])("refuses %o with a TypeError", (ttlMs) => {
    expect(() => checkTtl(ttlMs as never)).toThrow(TypeError);
  });

  it("asks some lives to be above 0, and gives tombstones ten minutes", () => {
    expect(() => checkPositiveTtl(0)).toThrow(RangeError);
    expect(() => checkTombstoneMs(-1)).toThrow(/tombstoneMs/);
    expect(checkTombstoneMs(undefined)).toBe(600_000);
  });
});
