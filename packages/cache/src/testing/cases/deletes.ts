// The contract's clauses on removal: deletes, tombstones and clear.

import { assertEqual, assertRejects } from "../assert.ts";
import { type ContractCase, ascii, passUntil, stampAt, textOf } from "../subject.ts";

/** Cases on removal. */
export const deleteCases: readonly ContractCase[] = [
  {
    name: "delete removes, and says whether there was something where it can tell",
    async run({ backend, outcome }) {
      await backend.set("k", ascii("v"));
      const first = await backend.delete("k");
      assertEqual(first.outcome, outcome ?? "shared", "outcome");
      assertEqual(first.existed ?? true, true, "existed");
      assertEqual(await backend.get("k"), undefined, "get");
      assertEqual((await backend.delete("k")).existed ?? false, false, "existed the second time");
    },
  },
  {
    name: "deleteMany has one outcome per key, in order",
    async run({ backend }) {
      await backend.setMany([
        { key: "a", value: ascii("1") },
        { key: "b", value: ascii("2") },
      ]);
      const outcomes = await backend.deleteMany(["a", "x", "\ud800", "b"]);
      const existed = outcomes.map((one) => (one instanceof Error ? one.name : one.existed));
      assertEqual(existed[0] ?? true, true, "first");
      assertEqual(existed[1] ?? false, false, "second");
      assertEqual(existed[2], "TypeError", "third");
      assertEqual(existed[3] ?? true, true, "fourth");
      assertEqual(await backend.getMany(["a", "b"]), [undefined, undefined], "getMany");
      assertEqual(await backend.deleteMany([]), [], "no keys");
    },
  },
  {
    name: "a stamped delete reads as missing everywhere",
    needs: "stamps",
    async run({ backend, peer = backend }) {
      await backend.set("k", ascii("v"), { stamp: stampAt(0) });
      assertEqual(
        (await backend.delete("k", { stamp: stampAt(1) })).existed ?? true,
        true,
        "existed",
      );
      assertEqual(await peer.get("k"), undefined, "get");
      assertEqual(await peer.exists("k"), false, "exists");
      assertEqual(await peer.getMany(["k"]), [undefined], "getMany");
      assertEqual((await peer.delete("k")).existed ?? false, false, "existed after the tombstone");
    },
  },
  {
    name: "a tombstone keeps older writes out for its life, and no longer",
    needs: "stamps",
    async run(subject) {
      const { backend } = subject;
      const older = { key: "k", value: ascii("v"), ttlMs: undefined, stamp: stampAt(0) };
      await backend.delete("k", { stamp: stampAt(1), tombstoneMs: 250 });
      assertEqual(await backend.setIfNewer(older), "superseded", "while the tombstone stands");
      assertEqual(await backend.get("k"), undefined, "get");
      await passUntil(subject, 250, async () => (await backend.setIfNewer(older)) === "applied");
      assertEqual(textOf(await backend.get("k")), "v", "value");
    },
  },
  {
    name: "a tombstone counts as absent for setIfAbsent and gives way to set",
    needs: "stamps",
    async run({ backend }) {
      await backend.deleteMany(["a", "b"], { stamp: stampAt(0) });
      assertEqual(await backend.setIfAbsent("a", ascii("v")), true, "setIfAbsent");
      assertEqual(await backend.setIfAbsent("a", ascii("w")), false, "setIfAbsent again");
      await backend.set("b", ascii("w"));
      assertEqual((await backend.getMany(["a", "b"])).map(textOf), ["v", "w"], "values");
    },
  },
  {
    name: "a tombstone's life that is not above 0 and whole is a RangeError",
    needs: "stamps",
    async run({ backend }) {
      const calls = [0, -1, 1.5, Number.NaN].map((tombstoneMs) => {
        return () => backend.delete("k", { stamp: stampAt(0), tombstoneMs });
      });
      await Promise.all(calls.map((call) => assertRejects(call, { name: "RangeError" }, "delete")));
    },
  },
  {
    name: "clear removes everything of its own and nothing else (R6)",
    async run({ backend, neighbour }) {
      await neighbour?.set("k", ascii("theirs"));
      const keys = Array.from({ length: 1203 }, (_, index) => `k${index}*`);
      await backend.setMany(keys.map((key) => ({ key, value: ascii("v") })));
      await backend.clear();
      const left = (await backend.getMany(keys)).filter((entry) => entry !== undefined);
      assertEqual(left.length, 0, "entries left");
      if (neighbour === undefined) return;
      assertEqual(textOf(await neighbour.get("k")), "theirs", "the neighbour's value");
    },
  },
  {
    name: "clear of nothing is fine, and writes go on after it",
    async run({ backend }) {
      await backend.clear();
      await backend.set("k", ascii("v"));
      assertEqual(textOf(await backend.get("k")), "v", "value");
    },
  },
];
