// Every code block of README and docs runs here. A `ts` block is a module of its own that compiles; where a
// line ends in a comment behind console.log, what is logged must read like the comment. A `sh` block must be
// one of the commands that other tests, or this run itself, execute.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { serversUnderTest, type ServerUnderTest } from "../harness/index.ts";

const root = resolve(import.meta.dirname, "../..");
const generated = join(import.meta.dirname, "generated");

/** Commands that are run: npm start by demo/test, npm test by whoever runs this, benches by bench/test. */
const executed = [
  /^npm (start|test)$/,
  /^npm start -- --stay$/,
  /^npx pnpm bench:[a-z]+( -- --[a-z]+)*$/,
  // The command line by packages/fuzz/test; the figures' scripts by whoever renews the figures.
  /^(RESPITE_FUZZ_PASSWORD=… )?npx respite-fuzz (server|decoder) \S+( --(tls|(seed|time|runs|out|replay|cuts|user|ca) \S+))*$/,
  /^node packages\/fuzz\/scripts\/(frames|malformed|oracles)\.mjs( [\d,]+)*$/,
  /^npm install @respite\/(resp|breaker|cache|fuzz)( prom-client| generic-pool)?$/,
];

interface Block {
  readonly name: string;
  readonly language: string;
  readonly code: string;
}

const pages = [
  "README.md",
  ...["resp", "breaker", "cache", "fuzz"].map((name) => `packages/${name}/README.md`),
  ...["demo/README.md", "bench/README.md"].filter((page) => existsSync(join(root, page))),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && !file.startsWith("api/"))
    .map((file) => `docs/${file}`),
];

const blocks = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
    ([, language = "", code = ""], index): Block => ({
      name: `${page} #${index + 1}`,
      language,
      code,
    }),
  );
});

/** An ellipsis in the comment stands for anything. */
function fits(text: string, line: string | undefined): boolean {
  const parts = text
    .split("…")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return line !== undefined && new RegExp(`^${parts.join(".*")}$`, "s").test(line);
}

/** Lua and functions: the embedded server runs registered handlers instead. */
const needsLua = /\.(script|library|eval|evalRo)\(/;

let server: ServerUnderTest;
let embedded = false;

/** The page's address becomes the test server's. */
function here(code: string): string {
  const { host, port } = server;
  return code
    .replaceAll("127.0.0.1:6379", `${host}:${port}`)
    .replaceAll("port: 6379", `port: ${port}`);
}

beforeAll(async () => {
  mkdirSync(generated, { recursive: true });
  const kind = serversUnderTest().at(-1);
  if (kind === undefined) throw new Error("No server to run the documents on.");
  embedded = kind.name === "embedded";
  server = await kind.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(generated, { recursive: true, force: true });
});

describe("code blocks", () => {
  it.for(blocks.filter(({ language }) => language === "ts"))(
    "$name runs",
    async ({ name, code }, { skip }) => {
      if (embedded && needsLua.test(code)) skip("The embedded server has no Lua.");
      const logged: string[] = [];
      const log = vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => {
        logged.push(
          values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" "),
        );
      });
      const file = join(generated, `${name.replaceAll(/\W+/g, "-")}.ts`);
      writeFileSync(file, here(code));
      try {
        await import(file);
      } finally {
        log.mockRestore();
      }
      const expected = [...code.matchAll(/console\.log\(.*\);\s*\/\/ (.+)$/gm)].map(
        ([, text = ""]) => text,
      );
      expect(logged).toEqual(
        expected.map((text, index) => (fits(text, logged[index]) ? logged[index] : text)),
      );
    },
  );

  it("compile as they stand", { timeout: 120_000 }, () => {
    const folder = join(generated, "types");
    mkdirSync(folder, { recursive: true });
    for (const { name, language, code } of blocks) {
      if (language !== "ts") continue;
      writeFileSync(join(folder, `${name.replaceAll(/\W+/g, "-")}.ts`), code);
    }
    const extended = join(root, "tsconfig.test.json");
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: extended, include: ["*.ts"], exclude: [] }),
    );
    const compiler = join(root, "node_modules/.bin/tsc");
    const { stdout } = spawnSync(compiler, ["-p", folder, "--pretty", "false"], {
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  });

  it.each(blocks.filter(({ language }) => language === "sh"))(
    "$name is run elsewhere",
    ({ code }) => {
      for (const line of code.trim().split("\n")) {
        const command = line.replace(/\s*#.*$/, "").trim();
        expect(
          executed.some((pattern) => pattern.test(command)),
          command,
        ).toBe(true);
      }
    },
  );

  it("has no language that nothing checks", () => {
    // Configurations are read by packages/cache/test/config/deployments.test.ts.
    const unchecked = blocks.filter(
      ({ name, language }) =>
        !["ts", "sh", "text", "json"].includes(language) &&
        !(language === "yaml" && name.startsWith("docs/cache/deployment.md")),
    );
    expect(unchecked.map(({ name, language }) => `${name}: ${language}`)).toEqual([]);
  });
});
