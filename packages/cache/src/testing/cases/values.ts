// The contract's clauses on keys and values: what goes in comes out, and nothing is shared.

import { assertEqual, assertRejects, assertTrue } from "../assert.ts";
import { type ContractCase, ascii, textOf } from "../subject.ts";

const oddKeys = ["", " ", "a:b", "a%3Ab", "glob*?[x]\\", "line\r\nbreak", "\0", "ключ", "🔑", "-1"];

/** Cases on keys and values. */
export const valueCases: readonly ContractCase[] = [
  {
    name: "get of a key never written is undefined",
    run: async ({ backend }) => assertEqual(await backend.get("k"), undefined, "get"),
  },
  {
    name: "get gives back what set stored, for ever where no life was given",
    async run({ backend, outcome }) {
      assertEqual(await backend.set("k", ascii("v")), outcome ?? "shared", "set");
      const entry = await backend.get("k");
      assertEqual(textOf(entry), "v", "value");
      assertEqual(entry?.ttlMs, undefined, "ttlMs");
    },
  },
  {
    name: "set replaces the value",
    async run({ backend }) {
      await backend.set("k", ascii("a long first value"));
      await backend.set("k", ascii("second"));
      assertEqual(textOf(await backend.get("k")), "second", "value");
    },
  },
  {
    name: "a value may be empty, and is no miss",
    async run({ backend }) {
      await backend.set("k", new Uint8Array(0));
      assertEqual((await backend.get("k"))?.value, new Uint8Array(0), "value");
      assertEqual(await backend.exists("k"), true, "exists");
    },
  },
  {
    name: "a value may hold every byte, and 300,000 of them",
    async run({ backend }) {
      const value = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) & 0xff);
      await backend.set("k", value);
      assertEqual((await backend.get("k"))?.value, value, "value");
    },
  },
  {
    name: "bytes are copied in: what the caller changes after the call has no effect (M1)",
    async run({ backend }) {
      const value = ascii("before");
      const done = backend.set("k", value);
      value.fill(0x78);
      await done;
      assertEqual(textOf(await backend.get("k")), "before", "value");
    },
  },
  {
    name: "bytes are copied out: what the caller changes in an entry has no effect (M1)",
    async run({ backend }) {
      await backend.set("k", ascii("before"));
      (await backend.get("k"))?.value.fill(0x78);
      const [listed] = await backend.getMany(["k"]);
      listed?.value.fill(0x78);
      assertEqual(textOf(await backend.get("k")), "before", "value");
    },
  },
  {
    name: "a value that views part of a larger buffer is stored alone",
    async run({ backend }) {
      await backend.set("k", ascii("...value...").subarray(3, 8));
      assertEqual(textOf(await backend.get("k")), "value", "value");
    },
  },
  {
    name: "keys are any well-formed text, and all differ",
    async run({ backend }) {
      await Promise.all(oddKeys.map((key, index) => backend.set(key, ascii(`v${index}`))));
      const entries = await backend.getMany(oddKeys);
      assertEqual(
        entries.map(textOf),
        oddKeys.map((_, index) => `v${index}`),
        "values",
      );
    },
  },
  {
    name: "a key that is no well-formed string is a TypeError",
    async run({ backend }) {
      for (const key of ["\ud800", 7 as never]) {
        const calls = [
          () => backend.get(key),
          () => backend.set(key, ascii("v")),
          () => backend.setIfAbsent(key, ascii("v")),
          () => backend.delete(key),
          () => backend.exists(key),
          () => backend.getMany([key]),
        ];
        const expected = { name: "TypeError" };
        // oxlint-disable-next-line no-await-in-loop
        await Promise.all(calls.map((call) => assertRejects(call, expected, call.toString())));
      }
    },
  },
  {
    name: "a value that is no Uint8Array is a TypeError",
    async run({ backend }) {
      const wrong = ["text", undefined, [1], new Uint16Array(1)] as never[];
      const calls = wrong.map((value) => () => backend.set("k", value));
      await Promise.all(calls.map((call) => assertRejects(call, { name: "TypeError" }, "set")));
      assertEqual(await backend.exists("k"), false, "exists");
    },
  },
  {
    name: "exists says whether get would find something",
    async run({ backend }) {
      assertEqual(await backend.exists("k"), false, "before");
      await backend.set("k", ascii("v"));
      assertEqual(await backend.exists("k"), true, "after set");
      await backend.delete("k");
      assertEqual(await backend.exists("k"), false, "after delete");
    },
  },
  {
    name: "getMany answers in order, repeated and missing keys included",
    async run({ backend }) {
      await backend.set("a", ascii("1"));
      await backend.set("b", ascii("2"), { ttlMs: 60_000 });
      const entries = await backend.getMany(["b", "x", "a", "b"]);
      assertEqual(entries.map(textOf), ["2", undefined, "1", "2"], "values");
      assertTrue((entries[0]?.ttlMs ?? 0) > 50_000, "getMany reports what is left of a life (H7)");
      assertEqual(entries[2]?.ttlMs, undefined, "life of a value without end");
      assertEqual(await backend.getMany([]), [], "no keys");
    },
  },
  {
    name: "setMany has one outcome per entry, an error at its own",
    async run({ backend, outcome }) {
      const results = await backend.setMany([
        { key: "a", value: ascii("1") },
        { key: "b", value: ascii("2"), ttlMs: 1.5 },
        { key: "c", value: ascii("3"), ttlMs: 60_000 },
      ]);
      assertEqual(results[0], outcome ?? "shared", "first outcome");
      assertEqual((results[1] as Error).name, "RangeError", "second outcome");
      assertEqual(results[2], outcome ?? "shared", "third outcome");
      const entries = await backend.getMany(["a", "b", "c"]);
      assertEqual(entries.map(textOf), ["1", undefined, "3"], "values");
      assertEqual(await backend.setMany([]), [], "no entries");
    },
  },
  {
    name: "setMany and getMany take a thousand keys",
    async run({ backend, outcome }) {
      const keys = Array.from({ length: 1001 }, (_, index) => `key${index}`);
      const entries = keys.map((key) => ({ key, value: ascii(key), ttlMs: 60_000 }));
      const results = await backend.setMany(entries);
      assertEqual([...new Set(results)], [outcome ?? "shared"], "outcomes");
      assertEqual((await backend.getMany(keys)).map(textOf), keys, "values");
    },
  },
];
