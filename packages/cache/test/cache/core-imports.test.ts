// The core of the package loads without any platform: which packages it asks for at run time, read
// from its imports.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const source = join(dirname(fileURLToPath(import.meta.url)), "../../src");

/** Files that `entry` loads at run time, and the packages they ask for. */
function graphOf(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [entry];
  while (waiting.length > 0) {
    const file = waiting.pop()!;
    if (files.has(file)) continue;
    files.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, words, from] of text.matchAll(/^(?:import|export) ([^;]*?) from "([^"]+)";/gm)) {
      if (words!.startsWith("type ") || isTypesOnly(words!)) continue;
      if (from!.startsWith(".")) waiting.push(join(dirname(file), from!));
      else packages.add(from!);
    }
  }
  return { files, packages };
}

function isTypesOnly(words: string): boolean {
  const inside = /^\{([\s\S]*)\}$/.exec(words.trim())?.[1];
  if (inside === undefined) return false;
  const names = inside.split(",").map((name) => name.trim());
  return names.every((name) => name === "" || name.startsWith("type "));
}

describe("the core of the package", () => {
  it("asks for no platform: only for the client's core and the breaker", () => {
    const { files, packages } = graphOf(join(source, "core.ts"));
    expect(files.size).toBeGreaterThan(30);
    expect([...packages].toSorted()).toEqual([
      "@respite/breaker",
      "@respite/resp/base",
      "@respite/resp/core",
    ]);
  });

  it("the whole package adds the client over Node's sockets", () => {
    const { packages } = graphOf(join(source, "index.ts"));
    expect([...packages].toSorted()).toEqual([
      "@respite/breaker",
      "@respite/resp",
      "@respite/resp/base",
      "@respite/resp/core",
    ]);
  });
});
