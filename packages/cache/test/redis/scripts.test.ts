// The digests beside the scripts' sources: a server knows a script by them.

import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import * as redis from "../../src/redis/index.ts";

const { setIfAbsentScript, setIfNewerScript, touchScript } = redis;

it.each(Object.entries({ setIfAbsentScript, setIfNewerScript, touchScript }))(
  "%s has the SHA-1 of its source",
  (_, { source, sha1 }) => {
    expect(createHash("sha1").update(source).digest("hex")).toBe(sha1);
  },
);

it.each([setIfAbsentScript, setIfNewerScript, touchScript])(
  "script %# touches one key",
  ({ source }) => {
    expect(source).toContain("KEYS[1]");
    expect(source).not.toMatch(/KEYS\[[^1]/);
  },
);
