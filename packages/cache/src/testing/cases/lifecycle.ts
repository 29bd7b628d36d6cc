// The contract's clauses on health, counts, cancellation and the end.

import type { CacheBackend } from "../../backend.ts";
import { assertEqual, assertRejects } from "../assert.ts";
import { type ContractCase, ascii, firedSignal, stampAt, textOf } from "../subject.ts";

function everyOperation(backend: CacheBackend): (() => Promise<unknown>)[] {
  const write = { key: "k", value: ascii("v"), ttlMs: undefined, stamp: stampAt(0) };
  const options = { signal: firedSignal };
  return [
    () => backend.get("k", options),
    () => backend.set("k", ascii("v"), options),
    () => backend.setIfAbsent("k", ascii("v"), options),
    () => backend.delete("k", options),
    () => backend.exists("k", options),
    () => backend.getMany(["k"], options),
    () => backend.setIfNewer(write, options),
    () => backend.clear(options),
  ];
}

/** Cases on health, counts, cancellation and the end. */
export const lifecycleCases: readonly ContractCase[] = [
  {
    name: "health says that all is well",
    async run({ backend }) {
      const health = await backend.health();
      assertEqual(health.error, undefined, "error");
      assertEqual(health.status, "healthy", "status");
    },
  },
  {
    name: "stats count hits, misses, sets and deletes",
    async run({ backend }) {
      assertEqual(backend.stats().hitRate, undefined, "hit rate before the first read");
      await backend.set("k", ascii("v"));
      await backend.get("k");
      await backend.getMany(["k", "x", "y"]);
      await backend.delete("k");
      const { hits, misses, sets, deletes, errors, hitRate } = backend.stats();
      const counts = { hits, misses, sets, deletes, errors, hitRate };
      const expected = { hits: 2, misses: 2, sets: 1, deletes: 1, errors: 0, hitRate: 0.5 };
      assertEqual(counts, expected, "counts");
    },
  },
  {
    name: "a fired signal rejects with ABORTED, and nothing is done",
    needs: "stamps",
    async run({ backend }) {
      await backend.set("k", ascii("before"));
      const calls = everyOperation(backend);
      const expected = { code: "ABORTED", name: "AbortError" };
      await Promise.all(calls.map((call) => assertRejects(call, expected, call.toString())));
      assertEqual(textOf(await backend.get("k")), "before", "value");
    },
  },
  {
    name: "after close every operation rejects with CLOSED; closing twice is fine",
    needs: "stamps",
    async run({ backend }) {
      await backend.set("k", ascii("v"));
      await backend.close();
      await backend.close();
      const calls = [
        ...everyOperation(backend),
        () => backend.setMany([{ key: "k", value: ascii("v") }]),
        () => backend.deleteMany(["k"]),
        () => backend.health(),
      ];
      const expected = { code: "CLOSED" };
      await Promise.all(calls.map((call) => assertRejects(call, expected, call.toString())));
      assertEqual(backend.stats().sets, 1, "stats stay readable");
    },
  },
];
