// Which errors are outages: the line the breaker depends on.

import { RespError, type RespErrorCode } from "@respite/resp/base";
import { ReplyError } from "@respite/resp/codec";
import { describe, expect, it } from "vitest";
import { CacheError, type CacheErrorCode, NotSharedError, isCacheError } from "../../src/errors.ts";
import { classifyOutage, isOutage, replyKind, toCacheError } from "../../src/redis/index.ts";

const connectionCodes: [RespErrorCode, CacheErrorCode][] = [
  ["CONNECT_FAILED", "UNAVAILABLE"],
  ["CONNECT_TIMEOUT", "UNAVAILABLE"],
  ["CONNECTION_CLOSED", "UNAVAILABLE"],
  ["PROTOCOL_ERROR", "UNAVAILABLE"],
  ["AUTH_FAILED", "UNAVAILABLE"],
  ["COMMAND_TIMEOUT", "TIMEOUT"],
  ["READ_TIMEOUT", "TIMEOUT"],
  ["WRITE_TIMEOUT", "TIMEOUT"],
  ["POOL_TIMEOUT", "TIMEOUT"],
];

const downKinds = ["LOADING", "MASTERDOWN", "CLUSTERDOWN", "READONLY", "OOM", "BUSY", "MISCONF"];
const aliveKinds = ["ERR", "WRONGTYPE", "NOPERM", "NOAUTH", "MOVED", "NOSCRIPT"];

describe("isOutage", () => {
  it.each(connectionCodes)("%s is one, and becomes %s", (code, expected) => {
    const error = new RespError(code, "It happened.", { maybeExecuted: true });
    const made = toCacheError(error, "get");
    expect(made).toMatchObject({ code: expected, cause: error, maybeExecuted: true });
    for (const one of [error, made]) expect(isOutage(one)).toBe(true);
  });

  it.each(downKinds)("-%s is one: the server answers and can't serve", (kind) => {
    const error = new ReplyError(`${kind} is what the server says`);
    for (const one of [error, toCacheError(error, "set")])
      expect(classifyOutage(one)).toBe("failure");
  });

  it.each(aliveKinds)("-%s is none: the server is alive", (kind) => {
    const error = new ReplyError(`${kind} is what the server says`);
    for (const one of [error, toCacheError(error, "set")])
      expect(classifyOutage(one)).toBe("success");
  });

  it.each(["ABORTED", "QUEUE_FULL", "CLIENT_CLOSED", "POOL_CLOSED"] as const)(
    "%s says nothing",
    (code) => {
      const error = new RespError(code, "It happened.");
      for (const one of [error, toCacheError(error, "get")])
        expect(classifyOutage(one)).toBe("ignore");
    },
  );

  it("a lost reply of a NotSharedError is judged by its cause", () => {
    expect(
      isOutage(new NotSharedError("queued", { cause: new RespError("CONNECT_FAILED", "x") })),
    ).toBe(true);
    expect(isOutage(new NotSharedError("queued"))).toBe(false);
  });

  it("a wrong argument says nothing and stays what it is", () => {
    const error = new RangeError("ttlMs");
    expect(toCacheError(error, "set")).toBe(error);
    expect(classifyOutage(error)).toBe("ignore");
    expect(classifyOutage("text")).toBe("ignore");
  });
});

describe("toCacheError", () => {
  it("names -OOM and keeps the reply as cause", () => {
    const reply = new ReplyError("OOM command not allowed when used memory > 'maxmemory'.");
    expect(toCacheError(reply, "set")).toMatchObject({ code: "OUT_OF_MEMORY", cause: reply });
  });

  it("calls another type an invalid value", () => {
    const reply = new ReplyError(
      "WRONGTYPE Operation against a key holding the wrong kind of value",
    );
    expect(toCacheError(reply, "get")).toMatchObject({ code: "INVALID_VALUE", cause: reply });
  });

  it("makes an abort an AbortError", () => {
    const error = toCacheError(new RespError("ABORTED", "x"), "get");
    expect(error).toMatchObject({ name: "AbortError", code: "ABORTED" });
  });

  it.each([
    [
      "ERR Error running script (call to f_1b): @user_script:3: @user_script: 3: -OOM command not allowed",
      "OOM",
    ],
    [
      "ERR Error running script (call to f_1b): @user_script:3: WRONGTYPE Operation against",
      "WRONGTYPE",
    ],
    [
      "READONLY You can't write against a read only replica. script: 1b, on @user_script:3.",
      "READONLY",
    ],
    ["ERR unknown command 'FOO'", "ERR"],
  ])("finds the kind in %s", (message, kind) => {
    expect(replyKind(new ReplyError(message))).toBe(kind);
  });
});

describe("isCacheError", () => {
  it("knows this package's errors by their brand", () => {
    expect(isCacheError(new CacheError("CLOSED", "x"))).toBe(true);
    expect(isCacheError(new NotSharedError("local"))).toBe(true);
    expect(isCacheError(new RespError("ABORTED", "x"))).toBe(false);
    expect(isCacheError(undefined)).toBe(false);
    expect(Object.keys(new CacheError("CLOSED", "x"))).toEqual(["code", "maybeExecuted"]);
  });
});
