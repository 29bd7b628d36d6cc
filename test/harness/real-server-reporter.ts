// Says at the end of a run how many tests ran on a real server: a green run without Redis must not look
// like a green run with it.

import type { TestCase, TestModule } from "vitest/node";
import { serverOnPath } from "./available-server.ts";
import type { ServerNote } from "./servers-under-test.ts";

/** A vitest reporter; add it beside the default one. */
export default class RealServerReporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const notes = modules.flatMap((module) => [...module.children.allTests()].map(noteOf));
    process.stdout.write(`\n${summary(notes.filter((note) => note !== undefined))}\n`);
  }
}

/** Tests that were skipped ran on nothing. */
function noteOf(test: TestCase): ServerNote | undefined {
  return test.result().state === "skipped" ? undefined : test.meta().respiteServer;
}

function summary(notes: readonly ServerNote[]): string {
  const real = notes.filter(({ name }) => name !== "embedded");
  const embeddedCount = notes.length - real.length;
  const [first] = real;
  if (first !== undefined) {
    return (
      `${real.length} tests ran on a real server (${first.name} ${first.version}), ` +
      `${embeddedCount} on the embedded server.`
    );
  }
  const found = serverOnPath();
  return found === undefined
    ? `No Redis was found on PATH: ${embeddedCount} tests ran on the embedded server, none on a real one.`
    : `${found.name} ${found.version} is on PATH; this run had no test for it, and ${embeddedCount} on the embedded server.`;
}
