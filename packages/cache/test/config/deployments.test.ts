// The configurations that docs/cache/deployment.md shows are accepted as they stand: whoever copies one
// must not begin with an error.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { fromTraefikOidc } from "../../src/config/from-traefik-oidc.ts";
import { createCache, fromEnv } from "../../src/index.ts";

const page = resolve(import.meta.dirname, "../../../../docs/cache/deployment.md");
const blocks = [...readFileSync(page, "utf8").matchAll(/^```(?:yaml|json)\n([^]*?)^```$/gm)].map(
  ([, text = ""]) => text,
);
const documents = blocks.flatMap((text) =>
  [...parseAllDocuments(text)].map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  }),
);

/** What stands in a secret. */
const secrets: Readonly<Record<string, string>> = {
  REDIS_PASSWORD: "from a secret",
  REDIS_SESSION_ENCRYPTION_KEY: `hex:${"5a".repeat(32)}`,
};

/** Every container's variables in a document, whichever way they are written. */
function environmentsIn(part: unknown): Record<string, string>[] {
  if (Array.isArray(part)) return part.flatMap(environmentsIn);
  if (typeof part !== "object" || part === null) return [];
  const { environment, env = environment, secrets: named = [] } = part as Record<string, unknown>;
  const inner = Object.values(part).flatMap(environmentsIn);
  if (env === undefined) return inner;
  const pairs: readonly { name: string; value?: string }[] = Array.isArray(env)
    ? [...(env as { name: string }[]), ...(named as { name: string }[])]
    : Object.entries(env as Record<string, string>).map(([name, value]) => ({ name, value }));
  const read = pairs.map(({ name, value }) => [name, secrets[name] ?? value ?? ""]);
  return [Object.fromEntries(read) as Record<string, string>, ...inner];
}

describe("the deployments of the documents", () => {
  const environments = documents.flatMap(environmentsIn).filter((each) => "REDIS_ENABLED" in each);

  it("are three that enable Redis, and one manifest", () => {
    expect(environments).toHaveLength(3);
    expect(blocks.filter((text) => text.includes("traefikoidc:"))).toHaveLength(1);
  });

  it.each(environments)("$REDIS_ADDRESS", async (environment) => {
    const { options, warnings } = fromEnv(environment);
    expect(warnings).toEqual([]);
    expect(options).toMatchObject({ mode: "hybrid", keyPrefix: "service" });
    await createCache(options).close();
  });

  it("the manifest of the plugin", async () => {
    const manifest = blocks.find((text) => text.includes("traefikoidc:")) ?? "";
    const { options, warnings } = fromTraefikOidc(manifest);
    expect(warnings).toEqual([]);
    expect(options).toMatchObject({ mode: "hybrid", keyPrefix: "traefikoidc" });
    await createCache(options).close();
  });
});
