// The contract's clauses on write stamps: the newest write wins, whatever the order of arrival.

import type { StampedWrite } from "../../backend.ts";
import { type Stamp, compareStamps } from "../../stamp.ts";
import { assertEqual, assertRejects, assertTrue } from "../assert.ts";
import { type BackendSubject, type ContractCase, ascii, stampAt, textOf } from "../subject.ts";

function write(value: string | undefined, stamp: Stamp, ttlMs?: number): StampedWrite {
  return { key: "k", value: value === undefined ? undefined : ascii(value), ttlMs, stamp };
}

/** Stamps in rising order; neighbours differ in one part only, and at the edges of its bytes. */
const rising: readonly Stamp[] = [
  { timeMs: 1, counter: 0, replica: 0 },
  { timeMs: 255, counter: 65_535, replica: 4_294_967_295 },
  { timeMs: 256, counter: 0, replica: 0 },
  { timeMs: 4_294_967_295, counter: 7, replica: 7 },
  { timeMs: 4_294_967_296, counter: 0, replica: 0 },
  stampAt(0, 0, 1),
  stampAt(0, 0, 2),
  stampAt(0, 0, 0x80_00_00_00),
  stampAt(0, 0, 0xff_ff_ff_ff),
  stampAt(0, 1, 0),
  stampAt(0, 127, 0),
  stampAt(0, 128, 0),
  stampAt(0, 255, 0),
  stampAt(0, 256, 0),
  stampAt(0, 0xff_ff, 0),
  stampAt(1, 0, 0),
  { timeMs: 2 ** 48 - 1, counter: 0, replica: 0 },
];

/** Applies the writes in the given order; what is readable in the end. */
async function outcomeOf(
  { backend, peer = backend }: BackendSubject,
  writes: readonly StampedWrite[],
): Promise<string | undefined> {
  await backend.clear();
  for (const [index, one] of writes.entries()) {
    // oxlint-disable-next-line no-await-in-loop
    await (index % 2 === 0 ? backend : peer).setIfNewer(one);
  }
  return textOf(await backend.get("k"));
}

/** Cases on stamps. */
export const stampCases: readonly ContractCase[] = [
  {
    name: "setIfNewer applies to nothing, and reports value, life and stamp",
    needs: "stamps",
    async run({ backend, peer = backend }) {
      assertEqual(
        await backend.setIfNewer(write("v", stampAt(0, 3, 9), 60_000)),
        "applied",
        "answer",
      );
      const entry = await peer.get("k");
      assertEqual(textOf(entry), "v", "value");
      assertEqual(entry?.stamp, stampAt(0, 3, 9), "stamp");
      const ttlMs = entry?.ttlMs ?? 0;
      assertTrue(ttlMs > 50_000 && ttlMs <= 60_000, `60,000 ms of life, got ${ttlMs}`);
    },
  },
  {
    name: "setIfNewer is superseded by what is as new or newer, and changes nothing then",
    needs: "stamps",
    async run({ backend }) {
      await backend.setIfNewer(write("new", stampAt(5)));
      assertEqual(await backend.setIfNewer(write("same", stampAt(5))), "superseded", "as new");
      assertEqual(await backend.setIfNewer(write("old", stampAt(4))), "superseded", "older");
      assertEqual(await backend.setIfNewer(write(undefined, stampAt(4))), "superseded", "delete");
      assertEqual(textOf(await backend.get("k")), "new", "value");
    },
  },
  {
    name: "stamps order by time, then counter, then replica, as numbers",
    needs: "stamps",
    async run({ backend }) {
      for (const [index, stamp] of rising.entries()) {
        // oxlint-disable no-await-in-loop
        assertEqual(await backend.setIfNewer(write(`v${index}`, stamp)), "applied", `up ${index}`);
        const older = rising.slice(0, index);
        const answers = await Promise.all(
          older.map((one) => backend.setIfNewer(write("old", one))),
        );
        assertTrue(!answers.includes("applied"), `an older stamp was applied over ${index}`);
        // oxlint-enable no-await-in-loop
      }
      assertEqual(textOf(await backend.get("k")), `v${rising.length - 1}`, "value");
    },
  },
  {
    name: "setIfNewer without a value leaves a tombstone: no older write comes back (H4, H5)",
    needs: "stamps",
    async run({ backend }) {
      await backend.setIfNewer(write("v", stampAt(0)));
      assertEqual(
        await backend.setIfNewer(write(undefined, stampAt(2), 60_000)),
        "applied",
        "delete",
      );
      assertEqual(await backend.exists("k"), false, "exists");
      assertEqual(
        await backend.setIfNewer(write("late", stampAt(1))),
        "superseded",
        "a late write",
      );
      assertEqual(await backend.get("k"), undefined, "get");
      assertEqual(await backend.setIfNewer(write("w", stampAt(3))), "applied", "a newer write");
      assertEqual(textOf(await backend.get("k")), "w", "value");
    },
  },
  {
    name: "setIfNewer with a life that is over deletes; NaN and fractions are a RangeError",
    needs: "stamps",
    async run({ backend }) {
      await backend.setIfNewer(write("v", stampAt(0)));
      await backend.setIfNewer(write("w", stampAt(2), -5));
      assertEqual(await backend.get("k"), undefined, "get");
      assertEqual(await backend.setIfNewer(write("x", stampAt(1))), "superseded", "an older write");
      for (const ttlMs of [Number.NaN, 1.5]) {
        const call = (): Promise<unknown> => backend.setIfNewer(write("y", stampAt(9), ttlMs));
        // oxlint-disable-next-line no-await-in-loop
        await assertRejects(call, { name: "RangeError" }, "setIfNewer");
      }
    },
  },
  {
    name: "two replicas' writes end with the newest, in whatever order they arrive",
    needs: "stamps",
    async run(subject) {
      const writes = [
        write("a", stampAt(1, 0, 1)),
        write(undefined, stampAt(2, 0, 2)),
        write("b", stampAt(2, 1, 1)),
        write("c", stampAt(1, 5, 2)),
      ];
      for (const order of permutations(writes)) {
        // oxlint-disable-next-line no-await-in-loop
        assertEqual(await outcomeOf(subject, order), "b", order.map((one) => one.value).join());
      }
    },
  },
  {
    name: "set keeps the stamp it was given, and makes one where none was",
    needs: "stamps",
    async run({ backend }) {
      await backend.set("k", ascii("v"), { stamp: stampAt(7) });
      const [given] = await backend.getMany(["k"]);
      assertEqual(given?.stamp, stampAt(7), "stamp");
      await backend.set("k", ascii("w"));
      const made = (await backend.get("k"))?.stamp;
      assertTrue(made !== undefined, "a stamp was made");
      await backend.set("k", ascii("x"));
      const next = (await backend.get("k"))?.stamp;
      assertTrue(next !== undefined && compareStamps(next, made) > 0, "the next one is newer");
    },
  },
];

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [items.slice()];
  return items.flatMap((first, index) => {
    return permutations(items.toSpliced(index, 1)).map((others) => [first].concat(others));
  });
}
