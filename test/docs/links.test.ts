// Every link between the pages leads somewhere: to a file that is there, and to a heading that it has.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

const pages = [
  "README.md",
  ...["resp", "breaker", "cache", "fuzz"].map((name) => `packages/${name}/README.md`),
  "demo/README.md",
  ...readdirSync(join(root, "bench"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("README.md") && !file.startsWith("node_modules"))
    .map((file) => `bench/${file}`),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && !file.startsWith("api/"))
    .map((file) => `docs/${file}`),
];

/** A page's text without its code, whose brackets are no links and whose comments no headings. */
function textOf(file: string): string {
  return readFileSync(file, "utf8").replaceAll(/^```[^]*?^```$/gm, "");
}

/** A heading's anchor, as GitHub makes it. */
function anchorOf(heading: string): string {
  const bare = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
  return bare.replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
}

function anchorsOf(file: string): string[] {
  return [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

describe("links", () => {
  it.each(pages)("of %s lead somewhere", (page) => {
    const file = join(root, page);
    const links = [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    const broken = links.filter((link) => {
      if (/^\w+:/.test(link)) return false;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? file : resolve(dirname(file), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});
