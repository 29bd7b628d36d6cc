// docs/architecture.md says who may import whom; here the code is asked whether that is so.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
const table = page.slice(page.indexOf("## Who may import whom"), page.indexOf("## Optional peers"));

/** Rows of the page's table: folder -> what it may import. */
const allowed = new Map(
  [...table.matchAll(/^\| *((?:resp\/)?[a-z]+) *\| *(.+?) *\|$/gm)]
    .filter(([, folder]) => folder !== "folder")
    .map(([, folder = "", list = ""]) => [folder, list === "–" ? [] : list.split(", ")]),
);

/** Rows of the page's table of the cache's optional peers: the file that may import one. */
const peerFiles = new Map(
  [
    ...page.matchAll(/^\| *`(@respite\/cache\/[\w-]+)` *\| *`([\w./-]+)` *\| *`([\w-]+)` *\|$/gm),
  ].map(([, subpath = "", file = "", peer = ""]) => [join(root, file), { subpath, peer }]),
);

interface CacheManifest {
  readonly exports: Readonly<Record<string, { readonly "@respite/source"?: string } | undefined>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, unknown>>;
}

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

function sourceImports(name: string): Import[] {
  return importsOf(join(root, "packages", name, "src"));
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
    const packagesOf = (imports: readonly Import[]): string[] => [
      ...new Set(
        imports
          .map(({ from }) => from)
          .filter((from) => !from.startsWith("."))
          .map((from) => from.split("/").slice(0, 2).join("/")),
      ),
    ];
    expect(packagesOf(sourceImports("breaker"))).toEqual([]);
    const withoutPeers = sourceImports("cache").filter(({ file }) => !peerFiles.has(file));
    expect(packagesOf(withoutPeers).toSorted()).toEqual(allowed.get("cache")?.toSorted());
    const fuzzImports = packagesOf(sourceImports("fuzz")).filter(
      (name) => name !== "commander" && !name.startsWith("node:"),
    );
    expect(fuzzImports).toEqual(allowed.get("fuzz"));
  });

  it("an optional peer of the cache is imported by its subpath alone, which nothing else imports", () => {
    const manifest = JSON.parse(
      readFileSync(join(root, "packages/cache/package.json"), "utf8"),
    ) as CacheManifest;
    const imports = sourceImports("cache");
    expect(peerFiles.size).toBe(Object.keys(manifest.peerDependencies).length);
    for (const [file, { subpath, peer }] of peerFiles) {
      const entry = manifest.exports[subpath.replace("@respite/cache", ".")];
      expect(entry?.["@respite/source"], subpath).toBe(
        `./${relative(join(root, "packages/cache"), file)}`,
      );
      expect(manifest.peerDependenciesMeta[peer], peer).toEqual({ optional: true });
      const strangers = imports
        .filter((one) => one.file === file && !one.from.startsWith(".") && one.from !== peer)
        .filter(({ from }) => !allowed.get("cache")?.some((name) => from.startsWith(name)));
      expect(strangers, subpath).toEqual([]);
      expect(
        imports.some((one) => one.file === file && one.from === peer),
        peer,
      ).toBe(true);
      expect(
        imports.filter((one) => resolve(dirname(one.file), one.from) === file),
        `who imports ${subpath}`,
      ).toEqual([]);
    }
  });

  it("only transport/node.ts, tracing.ts and testing/node name the platform", () => {
    const platform = importsOf(source)
      .filter(({ from }) => from.startsWith("node:"))
      .map(({ file }) => relative(source, file));
    expect(
      platform.filter(
        (file) =>
          !["transport/node.ts", "tracing.ts"].includes(file) && !file.startsWith("testing/node/"),
      ),
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
