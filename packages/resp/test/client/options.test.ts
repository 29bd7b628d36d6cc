// Wrong options are refused before anything is opened, each naming itself, what it was and what it may be.

import { inspect } from "node:util";
import { type ClientOptions, createClient, type Transport } from "@respite/resp";
import { createClient as createCoreClient } from "@respite/resp/core";
import { describe, expect, it } from "vitest";
import { resolveClientOptions } from "../../src/client/client-settings.ts";

const transport: Transport = { open: () => Promise.reject(new Error("not opened in these tests")) };

function settings(options: ClientOptions) {
  return resolveClientOptions({ transport, ...options });
}

describe("wrong options", () => {
  const wrong: [options: object, error: typeof TypeError | typeof RangeError, message: RegExp][] = [
    [{ hots: "x" }, TypeError, /unknown option "hots".*host/],
    [{ port: "6379" }, TypeError, /"port" must be a number, got "6379"/],
    [{ port: 0 }, RangeError, /"port".*1 to 65535, got 0/],
    [{ port: 65_536 }, RangeError, /"port"/],
    [{ db: -1 }, RangeError, /"db".*got -1/],
    [{ db: 1.5 }, RangeError, /"db" must be an integer.*1.5/],
    [{ db: Number.NaN }, RangeError, /"db".*NaN/],
    [{ host: "" }, RangeError, /"host" must not be empty/],
    [{ protocol: 4 }, RangeError, /"protocol" must be one of 2, 3, "auto", got 4/],
    [{ mode: "pooled" }, RangeError, /"mode".*"shared", "exclusive", got "pooled"/],
    [{ poolSize: 0 }, RangeError, /"poolSize"/],
    [{ poolSize: 2, minIdleConnections: 3 }, RangeError, /"minIdleConnections".*0 to 2/],
    [{ commandTimeoutMs: 0 }, RangeError, /"commandTimeoutMs"/],
    [{ readTimeoutMs: Infinity }, RangeError, /"readTimeoutMs".*Infinity/],
    [{ dialTimeoutMs: 2 ** 31 }, RangeError, /"dialTimeoutMs"/],
    [{ maxRetries: -1 }, RangeError, /"maxRetries"/],
    [{ limits: { maxDepth: -1 } }, RangeError, /"maxDepth"/],
    [{ limits: { depth: 1 } }, TypeError, /unknown option "depth"/],
    [{ username: "app" }, TypeError, /"username" needs "password"/],
    [{ password: 12_345 }, TypeError, /"password" must be a string, got number/],
    [{ credentials: () => ({}), password: "x" }, TypeError, /"credentials" replaces/],
    [{ credentials: "x" }, TypeError, /"credentials" must be a function/],
    [{ clientName: "two words" }, RangeError, /"clientName".*blanks/],
    [{ tls: 1 }, TypeError, /"tls"/],
    [{ tls: { certificate: "x" } }, TypeError, /unknown option "certificate"/],
    [{ tls: { cert: "x" } }, TypeError, /tls.cert and tls.key belong together/],
    [{ tls: { rejectUnauthorized: "no" } }, TypeError, /"rejectUnauthorized"/],
    [{ path: "/s", host: "h" }, TypeError, /"path" names a unix socket/],
    [{ path: "/s", tls: true }, TypeError, /"path" names a unix socket/],
    [{ url: "http://h" }, TypeError, /"url" must look like redis:/],
    [{ url: "rediss://h", tls: false }, TypeError, /"tls" is false/],
    [{ environment: 1 }, TypeError, /"environment" must be an object/],
    [{ createPool: {} }, TypeError, /"createPool" must be a function/],
  ];

  it.each(wrong)("%o", (options, kind, message) => {
    expect(() => settings(options)).toThrow(message);
    expect(() => settings(options)).toThrow(kind);
  });

  it("no message repeats a secret", () => {
    const secret = "hunter2-never-printed";
    for (const options of [
      { url: `redis://:${secret}@host:notaport` },
      { password: { value: secret } },
      { tls: { key: secret } },
      { username: "", password: secret },
    ]) {
      let error: unknown;
      try {
        settings(options as ClientOptions);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { depth: 12 })).not.toContain(secret);
    }
  });

  it("the core asks for a transport, the full client brings one", () => {
    expect(() => createCoreClient({})).toThrow(/"transport" is missing/);
    createClient().destroy();
  });
});

describe("addresses", () => {
  it.each([
    ["redis://example.com", { host: "example.com", port: 6379 }],
    ["redis://example.com:7000/3", { host: "example.com", port: 7000 }],
    ["redis://[::1]:7000", { host: "::1", port: 7000 }],
    ["redis://", { host: "127.0.0.1", port: 6379 }],
    ["rediss://example.com", { host: "example.com", port: 6379, tls: {} }],
    ["unix:///run/redis.sock", { path: "/run/redis.sock" }],
  ])("%s", (url, target) => {
    expect(settings({ url }).target).toEqual(target);
  });

  it("carry credentials and a database, percent-decoded", async () => {
    const { credentials, db } = settings({ url: "redis://a%40b:c%2Fd@h:1/5" });
    expect(await credentials()).toEqual({ username: "a@b", password: "c/d" });
    expect(db).toBe(5);
    expect(settings({ url: "unix:///s?db=2" }).db).toBe(2);
    expect(await settings({ url: "redis://:only@h" }).credentials()).toEqual({
      username: undefined,
      password: "only",
    });
  });

  it("lose against explicit options", () => {
    const { target, db } = settings({ url: "redis://a:1/1", host: "b", port: 2, db: 3 });
    expect(target).toEqual({ host: "b", port: 2, tls: undefined });
    expect(db).toBe(3);
  });
});

describe("defaults", () => {
  it("are those the documentation names", () => {
    expect(settings({})).toMatchObject({
      target: { host: "127.0.0.1", port: 6379, tls: undefined },
      db: 0,
      protocol: "auto",
      mode: "shared",
      sharedConnections: 1,
      poolSize: 10,
      minIdleConnections: 0,
      maxConnectionAgeMs: 3_600_000,
      poolTimeoutMs: 4000,
      idleTimeoutMs: 900_000,
      maxRetries: 3,
      dialTimeoutMs: 5000,
      readTimeoutMs: 3000,
      writeTimeoutMs: 3000,
      commandTimeoutMs: 5000,
    });
    expect(settings({ mode: "exclusive" }).minIdleConnections).toBe(5);
  });

  it("may be spelled as undefined", () => {
    expect(settings({ host: undefined, port: undefined, db: undefined }).target).toEqual(
      settings({}).target,
    );
  });
});
