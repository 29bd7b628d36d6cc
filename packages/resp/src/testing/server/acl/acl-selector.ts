// One set of permissions of a user: which commands, on which keys, on which channels. A user has one of
// its own and may have more in parentheses; what any of them allows is allowed.

import { matchesGlob } from "../glob.ts";
import type { AclCatalogue, KeyUse } from "./acl-catalogue.ts";

/** What a command needs to run. */
export interface Demand {
  /** As `get` or `client|id`. */
  readonly command: string;
  /** Its keys. */
  readonly keys: readonly KeyUse[];
  /** Its channels; a pattern must be allowed as it stands. */
  readonly channels: readonly { readonly name: string; readonly isPattern: boolean }[];
}

/** What is missing. */
export type Refusal =
  | { readonly lacks: "command" }
  | { readonly lacks: "key" | "channel"; readonly name: string };

interface KeyPattern {
  readonly glob: string;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** A rule that can't be understood; the message is the server's reason. */
export class RuleError extends Error {}

const unknownCommand = "Unknown command or category name in ACL";

/** Permissions, built rule by rule; the last rule about a command counts. */
export class AclSelector {
  #commands: string[] = ["-@all"];
  #keys: KeyPattern[] = [];
  #channels: string[] = [];

  /** True if it allows everything: nothing needs to be looked up. */
  get allowsAll(): boolean {
    return this.#commands.join(" ") === "+@all" && this.#allKeys && this.#allChannels;
  }

  get #allKeys(): boolean {
    return this.#keys.some(({ glob, reads, writes }) => glob === "*" && reads && writes);
  }

  get #allChannels(): boolean {
    return this.#channels.includes("*");
  }

  /** As GETUSER shows it. */
  get commands(): string {
    return this.#commands.join(" ");
  }

  /** As GETUSER shows it. */
  get keys(): string {
    return this.#keys.map(keyPatternText).join(" ");
  }

  /** As GETUSER shows it. */
  get channels(): string {
    return this.#channels.map((glob) => `&${glob}`).join(" ");
  }

  /** The same again, sharing nothing. */
  copy(): AclSelector {
    const copy = new AclSelector();
    copy.#commands = [...this.#commands];
    copy.#keys = [...this.#keys];
    copy.#channels = [...this.#channels];
    return copy;
  }

  /** False if this is no rule of a selector. @throws {RuleError} for one that is wrong. */
  apply(rule: string, catalogue: AclCatalogue): boolean {
    switch (rule.toLowerCase()) {
      case "allkeys":
        this.#keys = [{ glob: "*", reads: true, writes: true }];
        return true;
      case "resetkeys":
        this.#keys = [];
        return true;
      case "allchannels":
        this.#channels = ["*"];
        return true;
      case "resetchannels":
        this.#channels = [];
        return true;
      case "allcommands":
        this.#commands = ["+@all"];
        return true;
      case "nocommands":
        this.#commands = ["-@all"];
        return true;
      default:
        return this.#applyMarked(rule, catalogue);
    }
  }

  #applyMarked(rule: string, catalogue: AclCatalogue): boolean {
    if (rule.startsWith("~")) this.#addKey({ glob: rule.slice(1), reads: true, writes: true });
    else if (rule.startsWith("%")) this.#addKey(parseKeyRule(rule));
    else if (rule.startsWith("&")) this.#addChannel(rule.slice(1));
    else if (/^[+-]/.test(rule)) this.#addCommand(rule.toLowerCase(), catalogue);
    else return false;
    return true;
  }

  #addKey(pattern: KeyPattern): void {
    if (this.#allKeys && keyPatternText(pattern) !== "~*") throw new RuleError(superfluous("keys"));
    if (keyPatternText(pattern) === "~*") this.#keys = [];
    const isKnown = this.#keys.some((one) => keyPatternText(one) === keyPatternText(pattern));
    if (!isKnown) this.#keys.push(pattern);
  }

  #addChannel(glob: string): void {
    if (this.#allChannels && glob !== "*") throw new RuleError(superfluous("channels"));
    if (glob === "*") this.#channels = [];
    if (!this.#channels.includes(glob)) this.#channels.push(glob);
  }

  #addCommand(rule: string, catalogue: AclCatalogue): void {
    const name = rule.slice(1);
    if (name === "@all") {
      this.#commands = [rule];
      return;
    }
    const category = name.startsWith("@") ? name.slice(1) : undefined;
    const isKnown =
      category === undefined ? catalogue.knows(name) : catalogue.categories.includes(category);
    if (!isKnown) throw new RuleError(unknownCommand);
    // What was said of it, or of parts of it, is of no account any more.
    this.#commands = this.#commands.filter((one) => {
      const said = one.slice(1);
      return said !== name && !said.startsWith(`${name}|`);
    });
    this.#commands.push(rule);
  }

  /** What is missing for a command; undefined if it may run. */
  refusal({ command, keys, channels }: Demand, catalogue: AclCatalogue): Refusal | undefined {
    if (!this.#allowsCommand(command, catalogue)) return { lacks: "command" };
    const key = keys.find((use) => !this.#allowsKey(use));
    if (key !== undefined) return { lacks: "key", name: key.key };
    const channel = channels.find((one) => !this.#allowsChannel(one.name, one.isPattern));
    return channel === undefined ? undefined : { lacks: "channel", name: channel.name };
  }

  #allowsCommand(command: string, catalogue: AclCatalogue): boolean {
    const [container = ""] = command.split("|");
    const last = this.#commands.findLast((rule) => {
      const name = rule.slice(1);
      if (name.startsWith("@")) return catalogue.isIn(command, name.slice(1));
      return name === command || name === container;
    });
    return last?.startsWith("+") === true;
  }

  #allowsKey({ key, reads, writes }: KeyUse): boolean {
    return this.#keys.some(
      (pattern) =>
        (!reads || pattern.reads) && (!writes || pattern.writes) && matchesGlob(pattern.glob, key),
    );
  }

  #allowsChannel(name: string, isPattern: boolean): boolean {
    if (this.#allChannels) return true;
    return this.#channels.some((glob) => (isPattern ? glob === name : matchesGlob(glob, name)));
  }
}

function parseKeyRule(rule: string): KeyPattern {
  const [, letters = "", glob = ""] = /^%([rw]{1,2})~(.*)$/is.exec(rule) ?? [];
  if (letters === "") throw new RuleError("Syntax error");
  return { glob, reads: /r/i.test(letters), writes: /w/i.test(letters) };
}

function keyPatternText({ glob, reads, writes }: KeyPattern): string {
  if (reads && writes) return `~${glob}`;
  return `%${reads ? "R" : "W"}~${glob}`;
}

function superfluous(what: "keys" | "channels"): string {
  return (
    `Adding a pattern after the * pattern (or the 'all${what}' flag) is not valid and does not have ` +
    `any effect. Try 'reset${what}' to start with an empty list of ${what === "keys" ? "patterns" : what}`
  );
}
