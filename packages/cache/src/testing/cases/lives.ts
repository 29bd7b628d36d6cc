// The contract's clauses on lives: how long a value is there, to the millisecond.

import { assertEqual, assertRejects, assertTrue } from "../assert.ts";
import { type ContractCase, ascii, passUntil, stampAt, textOf } from "../subject.ts";

const wrongLives = [Number.NaN, Infinity, -Infinity, 0.5, 1999.5];

/** Cases on lives. */
export const lifeCases: readonly ContractCase[] = [
  {
    name: "an entry says what is left of its life",
    async run({ backend }) {
      await Promise.all(
        [1999, 60_000, 90_061_001].map((ttlMs) => backend.set(`k${ttlMs}`, ascii("v"), { ttlMs })),
      );
      const lives = await backend.getMany(["k1999", "k60000", "k90061001"]);
      const [short = 0, middle = 0, long = 0] = lives.map((entry) => entry?.ttlMs);
      assertTrue(short > 1000 && short <= 1999, `1999 ms are stored as such, got ${short} (R5)`);
      assertTrue(middle > 59_000 && middle <= 60_000, `60,000 ms, got ${middle}`);
      assertTrue(long > 90_060_000 && long <= 90_061_001, `90,061,001 ms, got ${long}`);
    },
  },
  {
    name: "a value is gone when its life is over, also one below a second (H8, R5)",
    async run(subject) {
      const { backend } = subject;
      await backend.set("k", ascii("v"), { ttlMs: 250 });
      assertEqual(textOf(await backend.get("k")), "v", "while it lives");
      await passUntil(subject, 250, async () => !(await backend.exists("k")));
      assertEqual(await backend.get("k"), undefined, "get");
      assertEqual(await backend.getMany(["k"]), [undefined], "getMany");
      assertEqual((await backend.delete("k")).existed ?? false, false, "existed");
    },
  },
  {
    name: "a set without a life takes the old one away",
    async run({ backend }) {
      await backend.set("k", ascii("v"), { ttlMs: 60_000 });
      await backend.set("k", ascii("w"));
      assertEqual((await backend.get("k"))?.ttlMs, undefined, "ttlMs");
    },
  },
  {
    name: "a set with a life of 0 or below deletes (M2, R5)",
    async run({ backend }) {
      for (const ttlMs of [0, -1, -60_000]) {
        // oxlint-disable no-await-in-loop
        await backend.set("k", ascii("v"));
        await backend.set("k", ascii("w"), { ttlMs });
        assertEqual(await backend.get("k"), undefined, `after ttlMs ${ttlMs}`);
        await backend.set("k", ascii("v"));
        await backend.setMany([{ key: "k", value: ascii("w"), ttlMs }]);
        assertEqual(await backend.get("k"), undefined, `after setMany with ttlMs ${ttlMs}`);
        // oxlint-enable no-await-in-loop
      }
    },
  },
  {
    name: "a life that is NaN, infinite or fractional is a RangeError and changes nothing",
    async run({ backend }) {
      await backend.set("k", ascii("v"));
      const calls = wrongLives.flatMap((ttlMs) => [
        () => backend.set("k", ascii("w"), { ttlMs }),
        () => backend.setIfAbsent("absent", ascii("w"), { ttlMs }),
      ]);
      await Promise.all(calls.map((call) => assertRejects(call, { name: "RangeError" }, "a life")));
      assertEqual(textOf(await backend.get("k")), "v", "value");
      assertEqual(await backend.exists("absent"), false, "exists");
    },
  },
  {
    name: "setIfAbsent stores where nothing is, and only there",
    async run({ backend }) {
      assertEqual(await backend.setIfAbsent("k", ascii("first"), { ttlMs: 60_000 }), true, "first");
      assertEqual(await backend.setIfAbsent("k", ascii("second")), false, "second");
      const entry = await backend.get("k");
      assertEqual(textOf(entry), "first", "value");
      assertTrue((entry?.ttlMs ?? 0) > 50_000, "the first one's life stands");
    },
  },
  {
    name: "setIfAbsent stores again after a delete, and after the life of what was there",
    async run(subject) {
      const { backend } = subject;
      await backend.setIfAbsent("k", ascii("1"), { ttlMs: 60_000 });
      await backend.delete("k");
      assertEqual(await backend.setIfAbsent("k", ascii("2"), { ttlMs: 150 }), true, "after delete");
      await passUntil(subject, 150, () => backend.setIfAbsent("k", ascii("3")));
      assertEqual(textOf(await backend.get("k")), "3", "value");
    },
  },
  {
    name: "setIfAbsent with a life of 0 or below is a RangeError: it could keep nobody out",
    async run({ backend }) {
      const calls = [0, -1].map((ttlMs) => () => backend.setIfAbsent("k", ascii("v"), { ttlMs }));
      await Promise.all(calls.map((call) => assertRejects(call, { name: "RangeError" }, "a life")));
    },
  },
  {
    name: "of 32 parallel setIfAbsent on two replicas exactly one stores (U6)",
    async run({ backend, peer = backend }) {
      const calls = Array.from({ length: 32 }, (_, index) => {
        return (index % 2 === 0 ? backend : peer).setIfAbsent("k", ascii(`v${index}`));
      });
      const winners = (await Promise.all(calls)).flatMap((won, index) => (won ? [index] : []));
      assertEqual(winners.length, 1, "winners");
      assertEqual(textOf(await backend.get("k")), `v${winners[0]}`, "value");
    },
  },
  {
    name: "of 32 parallel setIfAbsent on a deleted key exactly one stores",
    needs: "stamps",
    async run({ backend, peer = backend }) {
      await backend.delete("k", { stamp: stampAt(0) });
      const calls = Array.from({ length: 32 }, (_, index) => {
        return (index % 2 === 0 ? backend : peer).setIfAbsent("k", ascii("v"), { ttlMs: 60_000 });
      });
      const won = (await Promise.all(calls)).filter(Boolean);
      assertEqual(won.length, 1, "winners");
      assertTrue(((await backend.get("k"))?.ttlMs ?? 0) > 50_000, "with its life");
    },
  },
];
