import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { corpus, fromText, fuzzDictionary } from "@respite/resp/testing";
import { exportCorpus } from "@respite/resp/testing/node";
import { expect, it } from "vitest";

it("writes one file per case, a dictionary and a manifest", async () => {
  const folder = await mkdtemp(join(tmpdir(), "respite-corpus-"));
  try {
    expect(await exportCorpus(folder)).toBe(corpus.length);
    expect((await readdir(join(folder, "corpus"))).toSorted()).toEqual(
      corpus.map(({ name }) => name).toSorted(),
    );
    const everyByte = await readFile(join(folder, "corpus", "bulk-every-byte"));
    expect(new Uint8Array(everyByte)).toEqual(
      fromText(corpus.find(({ name }) => name === "bulk-every-byte")!.text),
    );
    const manifest = await readFile(join(folder, "manifest.json"), "utf8");
    expect(manifest).toMatch(/^[\0-\x7e]*$/);
    expect(JSON.parse(manifest)).toEqual(JSON.parse(JSON.stringify(corpus)));
    expect(await readFile(join(folder, "resp.dict"), "utf8")).toBe(fuzzDictionary());
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("spells the dictionary as AFL and libFuzzer read it", () => {
  for (const line of fuzzDictionary().trimEnd().split("\n")) {
    expect(line).toMatch(/^token_\d+="(?:[ !#-[\]-~]|\\x[0-9a-f]{2})+"$/);
  }
});
