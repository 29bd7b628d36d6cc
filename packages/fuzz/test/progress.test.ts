import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { progressOn } from "../src/progress.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

it("writes over one line each second on a terminal", () => {
  const written: string[] = [];
  const progress = progressOn({ isTTY: true, write: (text) => written.push(text) });
  progress.report({ runs: 1, bytes: 10 });
  expect(written).toEqual([]);
  vi.advanceTimersByTime(2000);
  progress.report({ runs: 1000, bytes: 2 ** 20 });
  progress.report({ runs: 1001, bytes: 2 ** 20 });
  progress.end();
  expect(written).toEqual(["\r1000 inputs, 500/s, 1.0 MiB, 2 s   ", "\n"]);
});

it("writes a line each ten seconds elsewhere, and nothing at the end", () => {
  const written: string[] = [];
  const progress = progressOn({ write: (text) => written.push(text) });
  vi.advanceTimersByTime(9999);
  progress.report({ runs: 1, bytes: 0 });
  vi.advanceTimersByTime(1);
  progress.report({ runs: 20, bytes: 0 });
  progress.end();
  expect(written).toEqual(["20 inputs, 2/s, 0.0 MiB, 10 s\n"]);
});
