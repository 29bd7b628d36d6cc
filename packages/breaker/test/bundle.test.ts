// What is not used costs nothing: a bundle holds only what was imported.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

async function bundleOf(names: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export { ${names} } from "@respite/breaker";`, resolveDir: root },
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    minify: true,
    conditions: ["@respite/source"],
    // The package finds itself by its own name.
    alias: { "@respite/breaker": `${root}src/index.ts` },
  });
  return outputFiles[0]?.text ?? "";
}

describe("a bundle", () => {
  it("of the breaker alone has no companion in it", async () => {
    const text = await bundleOf("CircuitBreaker");
    expect(text).toContain("Circuit breaker is open");
    for (const companion of ["RetryBudget", "TimerWheel", "bulkhead is full", "took longer"]) {
      expect(text).not.toContain(companion);
    }
  });

  it.each<[string, number, string]>([
    ["retry", 6000, "decorrelated"],
    ["timeout", 7000, "took longer"],
    ["bulkhead", 5500, "bulkhead is full"],
    ["fallback", 4500, "must be a function of the error"],
    ["compose", 1500, "toReversed"],
  ])("of %s alone has no breaker in it and stays below %i bytes", async (name, bytes, own) => {
    const text = await bundleOf(name);
    expect(text).toContain(own);
    expect(text).not.toContain("probeTimeoutMs");
    expect(text).not.toContain("Circuit breaker is open");
    expect(text.length).toBeLessThan(bytes);
  });
});
