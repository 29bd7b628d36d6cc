// One line on stderr, written over once a second on a terminal, and every ten seconds elsewhere.

import type { RunResult } from "./finding.ts";

/** Where progress is written. */
export interface ProgressStream {
  /** True for a terminal. */
  readonly isTTY?: boolean | undefined;
  /** Writes text. */
  write(text: string): unknown;
}

/** A reporter to be handed to a run; cheap enough to be called for each input. */
export function progressOn(stream: ProgressStream): {
  report(progress: Pick<RunResult, "runs" | "bytes">): void;
  end(): void;
} {
  const begun = performance.now();
  const everyMs = stream.isTTY === true ? 1000 : 10_000;
  let last = begun;
  let shown = false;
  return {
    report({ runs, bytes }) {
      const now = performance.now();
      if (now - last < everyMs) return;
      last = now;
      shown = true;
      const seconds = (now - begun) / 1000;
      const perSecond = Math.round(runs / seconds);
      const text = `${runs} inputs, ${perSecond}/s, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${Math.round(seconds)} s`;
      stream.write(stream.isTTY === true ? `\r${text}   ` : `${text}\n`);
    },
    end() {
      if (shown && stream.isTTY === true) stream.write("\n");
    },
  };
}
