// Waits behind one listener per signal: those that left hear nothing and are held by nobody.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, vi } from "vitest";
import {
  type Abortable,
  AbortWatch,
  CancelSource,
  leaveSignal,
  type SignalWaits,
} from "../../src/base/index.ts";

class Wait implements Abortable {
  sameSignal: SignalWaits | undefined;
  earlierWait: Abortable | undefined;
  laterWait: Abortable | undefined;
  readonly name: string;
  readonly #heard: string[];

  constructor(name: string, heard: string[]) {
    this.name = name;
    this.#heard = heard;
  }

  aborted(): void {
    this.#heard.push(this.name);
  }
}

function setUp(names: string): {
  watch: AbortWatch;
  source: CancelSource;
  heard: string[];
  waits: Wait[];
} {
  const heard: string[] = [];
  const watch = new AbortWatch();
  const source = new CancelSource();
  const waits = names.split("").map((name) => new Wait(name, heard));
  for (const wait of waits) watch.add(source, wait);
  return { watch, source, heard, waits };
}

describe("AbortWatch", () => {
  it.each([
    ["", "abc"],
    ["a", "bc"],
    ["b", "ac"],
    ["c", "ab"],
    ["ab", "c"],
    ["cb", "a"],
    ["bac", ""],
  ])("after %j have left the others hear, in order: %j", (leaving, expected) => {
    const { source, heard, waits } = setUp("abc");
    for (const name of leaving) leaveSignal(waits.find((wait) => wait.name === name) as Wait);
    source.cancel();
    expect(heard.join("")).toBe(expected);
  });

  it("a wait may leave twice, and come back", () => {
    const { watch, source, heard, waits } = setUp("ab");
    const [first] = waits as [Wait, Wait];
    leaveSignal(first);
    leaveSignal(first);
    watch.add(source, first);
    source.cancel();
    expect(heard).toEqual(["b", "a"]);
  });

  it("who is told may make others leave", () => {
    const { source, heard, waits } = setUp("abc");
    const [first, second] = waits as [Wait, Wait];
    first.aborted = () => leaveSignal(second);
    source.cancel();
    expect(heard).toEqual(["c"]);
  });

  it("a signal that lives long has one listener, and keeps no wait that has left", async () => {
    setFlagsFromString("--expose_gc");
    const collect = runInNewContext("gc") as () => void;
    const watch = new AbortWatch();
    const source = new CancelSource();
    const listen = vi.spyOn(source, "addEventListener");
    const left = Array.from({ length: 100 }, (_, index) => {
      const wait = new Wait(`${index}`, []);
      watch.add(source, wait);
      leaveSignal(wait);
      return new WeakRef(wait);
    });
    expect(listen).toHaveBeenCalledTimes(1);
    // What was dereferenced in a turn, or made in it, lives until the turn is over.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(left.filter((wait) => wait.deref() !== undefined)).toEqual([]);
    source.cancel();
  });
});
