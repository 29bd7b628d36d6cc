// What the documents say the embedded server knows is what it knows, and what it knows is compared.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EmbeddedServer } from "../../src/testing/index.ts";
import { aclScripts } from "./differential/acl-scripts.ts";
import { collectionScripts } from "./differential/collection-scripts.ts";
import { scripts } from "./differential/scripts.ts";
import { valueScripts } from "./differential/value-scripts.ts";

const root = join(import.meta.dirname, "../../../..");

describe("commands of the embedded server", () => {
  it("are those of the table in docs/testing.md", () => {
    const page = readFileSync(join(root, "docs/testing.md"), "utf8");
    const section = page.slice(page.indexOf("### Commands it knows"), page.indexOf("Not there:"));
    const rows = [...section.matchAll(/^\| [a-z/ ]+ \| (.*?) *\|$/gm)].map(([, cell = ""]) => cell);
    const documented = rows
      .filter((cell) => /^[A-Z]/.test(cell))
      .flatMap((cell) => cell.split(", "))
      .map((name) => name.toLowerCase().replace(" ", "|"));
    const newest = new EmbeddedServer({ version: "99.0.0" });
    expect(documented.toSorted()).toEqual([...newest.commandNames]);
  });

  it("are each said to a real server in some script", () => {
    const steps = Object.values({
      ...scripts,
      ...collectionScripts,
      ...valueScripts,
      ...aclScripts,
    }).flat();
    const said = new Set(
      steps.flatMap(([, first, second]) => {
        const name = String(first).toLowerCase();
        return [name, `${name}|${String(second).toLowerCase()}`];
      }),
    );
    const missing = new EmbeddedServer().commandNames.filter((name) => !said.has(name));
    // Said by tests with two connections, by random sequences, or as a connection's last words.
    expect(missing).toEqual([
      "monitor",
      ...["psubscribe", "pubsub|channels", "pubsub|numpat", "pubsub|numsub"],
      ...["punsubscribe", "quit", "subscribe", "sunsubscribe", "unsubscribe", "unwatch"],
    ]);
  });
});
