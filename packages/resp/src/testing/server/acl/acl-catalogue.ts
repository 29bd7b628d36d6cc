// What access control knows of commands: their categories, and which of their arguments are keys that
// are read or written. From the table of a real server; a command it lacks is slow and has no keys.

import { word } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import type { Words } from "../session.ts";
import { aclCategories, aclFacts } from "./generated/acl-facts.ts";

/** A key that a command uses. */
export interface KeyUse {
  /** Binary text. */
  readonly key: string;
  /** True if the command looks at its value. */
  readonly reads: boolean;
  /** True if the command changes it. */
  readonly writes: boolean;
}

interface Fact {
  readonly categories: readonly string[];
  readonly specs: readonly string[];
}

/** The commands of a server, as access control sees them. */
export class AclCatalogue {
  /** The categories in the order of ACL CAT. */
  readonly categories: readonly string[] = aclCategories.split(" ");
  readonly #facts = new Map<string, Fact>();

  constructor() {
    for (const row of aclFacts.trim().split("\n")) {
      const [name = "", groups = "", ...specs] = row.split(" ");
      this.#facts.set(name, { categories: groups === "-" ? [] : groups.split(","), specs });
    }
  }

  /** True if there is such a command, or subcommand as `client|id`. */
  knows(name: string): boolean {
    return this.#facts.has(name);
  }

  /** The command that these words name, also one that the embedded server can't run. */
  nameOf(words: Words): string | undefined {
    const [first = "", second = ""] = words.slice(0, 2).map((one) => word(one).toLowerCase());
    return [`${first}|${second}`, first].find((name) => this.knows(name));
  }

  /** The commands of a category; those with subcommands are left to these. */
  commandsIn(category: string): readonly string[] {
    const names = [...this.#facts.keys()];
    const containers = new Set(names.flatMap((name) => name.split("|").slice(0, -1)));
    return names.filter((name) => !containers.has(name) && this.isIn(name, category));
  }

  /** True if the command is in the category; "all" has every command. */
  isIn(name: string, category: string): boolean {
    return category === "all" || (this.#facts.get(name)?.categories ?? ["slow"]).includes(category);
  }

  /** The keys of a command, whose words begin with its name. */
  keysOf(name: string, words: Words): readonly KeyUse[] {
    const specs = this.#facts.get(name)?.specs ?? [];
    const uses = specs.flatMap((spec) => keysAt(spec, words));
    if (name === "sort") return [...uses, ...storeKey(words)];
    if (name === "set" && !words.slice(3).some((one) => word(one) === "GET")) {
      return uses.map((use) => ({ ...use, reads: false }));
    }
    if (name === "bitfield" && !words.some((one) => /^(SET|INCRBY)$/.test(word(one)))) {
      return uses.map((use) => ({ ...use, writes: false }));
    }
    return uses;
  }
}

/** SORT's last STORE counts. */
function storeKey(words: Words): readonly KeyUse[] {
  const at = words.findLastIndex((one, index) => index > 1 && word(one) === "STORE");
  return at === -1 ? [] : useOf(words[at + 1], "w");
}

function keysAt(spec: string, words: Words): readonly KeyUse[] {
  const [begin = "", find = "", access = ""] = spec.split("/");
  const start = startOf(begin, words);
  if (start === undefined) return [];
  const [first = 0, second = 0, third = 0] = find.slice(1).split(",").map(Number);
  if (find.startsWith("n")) {
    const count = Number(toBinary(words[start + first] ?? new Uint8Array()));
    const from = start + second;
    return words.slice(from, from + count * third).flatMap((one) => useOf(one, access));
  }
  // A negative limit of n means: the first n-th of what is left, as XREAD has ids behind its keys.
  const left = words.length - start;
  const end = third > 1 ? start + Math.floor(left / third) : rangeEnd(first, start, words.length);
  return words
    .slice(start, end)
    .flatMap((one, index) => (index % second === 0 ? useOf(one, access) : []));
}

/** Behind the last key; `last` counts from the start, or from the end where it is negative. */
function rangeEnd(last: number, start: number, length: number): number {
  return last < 0 ? length + last + 1 : start + last + 1;
}

function startOf(begin: string, words: Words): number | undefined {
  if (begin.startsWith("i")) return Number(begin.slice(1));
  const [keyword = "", from = "0"] = begin.slice(1).split(",");
  const backwards = Number(from) < 0;
  const matches = (one: Uint8Array): boolean => word(one) === keyword;
  const found = backwards
    ? words.findLastIndex(matches)
    : words.findIndex((one, at) => at >= Number(from) && matches(one));
  return found === -1 ? undefined : found + 1;
}

function useOf(bytes: Uint8Array | undefined, access: string): readonly KeyUse[] {
  if (bytes === undefined) return [];
  const [reads, writes] = [access.includes("r"), access.includes("w")];
  return [{ key: toBinary(bytes), reads, writes }];
}
