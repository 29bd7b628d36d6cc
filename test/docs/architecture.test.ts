// docs/architecture.md says who may import whom; here the code is asked whether that is so.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
const table = page.slice(page.indexOf("## Who may import whom"), page.indexOf("## How a command"));

/** Rows of the page's table: folder -> what it may import. */
const allowed = new Map(
  [...table.matchAll(/^\| *((?:resp\/)?[a-z]+) *\| *(.+?) *\|$/gm)]
    .filter(([, folder]) => folder !== "folder")
    .map(([, folder = "", list = ""]) => [folder, list === "–" ? [] : list.split(", ")]),
);

interface Import {
  readonly file: string;
  readonly from: string;
}

function importsOf(folder: string): Import[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const path = join(folder, file);
      const source = readFileSync(path, "utf8");
      return [...source.matchAll(/^(?:import|export)[^;]*?\bfrom "([^"]+)";/gm)].map(
        ([, from = ""]) => ({ file: path, from }),
      );
    });
}

/** The layer of packages/resp/src a relative import leads to; undefined for the same one. */
function layerOf({ file, from }: Import, source: string): string | undefined {
  const own = relative(source, file).split("/")[0];
  const target = relative(source, resolve(dirname(file), from)).split("/")[0];
  return target === own ? undefined : target;
}

describe("docs/architecture.md", () => {
  const source = join(root, "packages/resp/src");
  const layers = readdirSync(source, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  it("lists every layer that exists", () => {
    expect([...allowed.keys()].toSorted()).toEqual(
      [...layers.map((layer) => `resp/${layer}`), "breaker", "cache", "fuzz"].toSorted(),
    );
  });

  it.each(layers)("resp/%s imports what the page allows", (layer) => {
    const found = importsOf(join(source, layer))
      .filter(({ from }) => from.startsWith("."))
      .map((one) => layerOf(one, source))
      .filter((one) => one !== undefined);
    const strangers = [...new Set(found)].filter(
      (one) => !allowed.get(`resp/${layer}`)?.includes(one),
    );
    expect(strangers).toEqual([]);
  });

  it("the breaker imports nothing, the cache the two packages alone, the command line resp", () => {
    const packagesOf = (name: string): string[] => [
      ...new Set(
        importsOf(join(root, "packages", name, "src"))
          .map(({ from }) => from)
          .filter((from) => !from.startsWith("."))
          .map((from) => from.split("/").slice(0, 2).join("/")),
      ),
    ];
    expect(packagesOf("breaker")).toEqual([]);
    const cacheImports = packagesOf("cache").filter((name) => name !== "prom-client");
    expect(cacheImports.toSorted()).toEqual(allowed.get("cache")?.toSorted());
    const fuzzImports = packagesOf("fuzz").filter(
      (name) => name !== "commander" && !name.startsWith("node:"),
    );
    expect(fuzzImports).toEqual(allowed.get("fuzz"));
  });

  it("only entries, transport/node.ts and testing/node name the platform", () => {
    const platform = importsOf(source)
      .filter(({ from }) => from.startsWith("node:"))
      .map(({ file }) => relative(source, file));
    expect(
      platform.filter((file) => file !== "transport/node.ts" && !file.startsWith("testing/node/")),
    ).toEqual([]);
  });

  it("names only paths that exist", () => {
    for (const [, path = ""] of page.matchAll(
      /`((?:packages|docs|test|demo|bench)(?:\/[\w./-]*)?)`/g,
    )) {
      expect(() => statSync(join(root, path)), path).not.toThrow();
    }
  });
});
