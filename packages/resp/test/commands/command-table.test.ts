// What the client knows of commands: may they be repeated, may they block, what do they leave behind.

import { describe, expect, it } from "vitest";
import { blockingMs, CommandTable } from "../../src/commands/index.ts";

const table = new CommandTable();

describe("the command table", () => {
  it.each([
    [["GET", "k"], { name: "GET", known: true, readOnly: true }],
    [["get", "k"], { name: "GET", readOnly: true }],
    [["INCR", "n"], { name: "INCR", readOnly: false }],
    [["CLIENT", "TRACKING", "ON"], { name: "CLIENT TRACKING", connectionState: true }],
    [["client", "id"], { name: "CLIENT ID", connectionState: false, known: true }],
    [["CONFIG", "GET", "maxmemory"], { name: "CONFIG GET", known: true }],
    [["MULTI"], { connectionState: true }],
    [["SUBSCRIBE", "c"], { subscribing: true }],
    [["SSUBSCRIBE", "c"], { subscribing: true }],
    [["BLPOP", "q", 0], { blocking: true }],
    [["JSON.GET", "k"], { name: "JSON.GET", known: false, readOnly: false }],
    [[new TextEncoder().encode("gEt"), "k"], { name: "GET", readOnly: true }],
  ] as const)("%j", (args, expected) => {
    expect(table.infoOf(args)).toMatchObject(expected);
  });

  it.each([
    [["BLPOP", "a", "b", 2.5], 2500],
    [["BLPOP", "a", 0], Infinity],
    [["BLMPOP", 3, 1, "a", "LEFT"], 3000],
    [["BLMOVE", "a", "b", "LEFT", "RIGHT", 1], 1000],
    [["XREAD", "COUNT", 1, "STREAMS", "s", "0"], 0],
    [["XREAD", "block", 250, "STREAMS", "s", "$"], 250],
    [["XREADGROUP", "GROUP", "g", "c", "BLOCK", 0, "STREAMS", "s", ">"], Infinity],
    [["WAIT", 1, 100], 100],
    [["GET", "k"], 0],
  ] as const)("%j may wait %s ms", (args, expected) => {
    expect(blockingMs(table.infoOf(args), args)).toBe(expected);
  });
});
