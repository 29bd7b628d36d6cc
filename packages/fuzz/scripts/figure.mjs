// What the figures' scripts share: a number from the command line, progress, and where they ran.

import { cpus } from "node:os";

/** The first argument as a count; 100,000 without one. */
export function countArgument() {
  const text = process.argv[2] ?? "100000";
  const count = Number(text.replaceAll(/[,_]/g, ""));
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`"${text}" is no count.`);
  return count;
}

/** The second argument as a seed; 1 without one. */
export function seedArgument() {
  return Number(process.argv[3] ?? 1);
}

/** Says on stderr how far a run is, every ten seconds. */
export function progress() {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < 10_000) return;
    last = performance.now();
    process.stderr.write(`${done.toLocaleString("en")} done\n`);
  };
}

/** Node's version and the processor. */
export function machine() {
  return `Node ${process.versions.node}, ${cpus()[0]?.model ?? "unknown processor"}`;
}
