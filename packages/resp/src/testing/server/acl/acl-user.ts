// A user: may it come in, with which passwords, and what is it allowed. Built by the rules of ACL SETUSER.

import { fromBinary } from "../bytes.ts";
import { sha256Hex } from "../sha256.ts";
import type { AclCatalogue } from "./acl-catalogue.ts";
import { AclSelector, type Demand, type Refusal, RuleError } from "./acl-selector.ts";

/** A user of the server; passwords are kept as digests. */
export class AclUser {
  /** As AUTH says it. */
  readonly name: string;
  /** False: nobody may come in under this name. */
  enabled = false;
  /** True: any password will do. */
  nopass = false;
  /** What was said of payloads of RESTORE; told and not acted upon. */
  sanitizing: "" | "sanitize-payload" | "skip-sanitize-payload" = "";
  /** SHA-256 of each password, in hexadecimal. */
  passwords: readonly string[] = [];
  /** Its own permissions, then those in parentheses. */
  selectors: readonly [AclSelector, ...AclSelector[]] = [new AclSelector()];

  constructor(name: string) {
    this.name = name;
  }

  /** The user under these rules; a wrong one changes nothing. @throws {RuleError} */
  with(rules: readonly string[], catalogue: AclCatalogue): AclUser {
    const user = new AclUser(this.name);
    const [own, ...others] = this.selectors;
    user.enabled = this.enabled;
    user.nopass = this.nopass;
    user.sanitizing = this.sanitizing;
    user.passwords = this.passwords;
    user.selectors = [own.copy(), ...others];
    for (const rule of rules) {
      try {
        user.#apply(rule, catalogue);
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        throw new RuleError(`Error in ACL SETUSER modifier '${rule}': ${error.message}`);
      }
    }
    return user;
  }

  /** True if this is one of its passwords, or none is needed. */
  accepts(password: string): boolean {
    if (!this.enabled) return false;
    return this.nopass || this.passwords.includes(digestOf(password));
  }

  /** True if nothing it does needs to be looked up. */
  get allowsAll(): boolean {
    return this.selectors[0].allowsAll;
  }

  /** What is missing for a command; of several refusals the one that came furthest. */
  refusal(demand: Demand, catalogue: AclCatalogue): Refusal | undefined {
    let furthest: Refusal | undefined;
    for (const selector of this.selectors) {
      const refusal = selector.refusal(demand, catalogue);
      if (refusal === undefined) return undefined;
      if (furthest === undefined || depth(refusal) > depth(furthest)) furthest = refusal;
    }
    return furthest;
  }

  /** Its flags, as GETUSER lists them. */
  get flags(): readonly string[] {
    return [
      this.enabled ? "on" : "off",
      ...(this.nopass ? ["nopass"] : []),
      ...(this.sanitizing === "" ? [] : [this.sanitizing]),
    ];
  }

  #apply(rule: string, catalogue: AclCatalogue): void {
    if (this.#applyWord(rule.toLowerCase()) || this.#applyPassword(rule)) return;
    if (rule.startsWith("(") && rule.endsWith(")")) {
      const selector = new AclSelector();
      for (const one of rule.slice(1, -1).split(" ").filter(Boolean)) {
        if (!selector.apply(one, catalogue)) throw new RuleError("Syntax error");
      }
      this.selectors = [...this.selectors, selector];
    } else if (!this.selectors[0].apply(rule, catalogue)) {
      throw new RuleError("Syntax error");
    }
  }

  #applyWord(word: string): boolean {
    if (word === "on" || word === "off") this.enabled = word === "on";
    else if (word === "sanitize-payload" || word === "skip-sanitize-payload")
      this.sanitizing = word;
    else if (word === "clearselectors") this.selectors = [this.selectors[0]];
    else if (word === "nopass" || word === "resetpass") {
      this.nopass = word === "nopass";
      this.passwords = [];
    } else if (word === "reset") {
      this.enabled = false;
      this.nopass = false;
      this.sanitizing = "sanitize-payload";
      this.passwords = [];
      this.selectors = [new AclSelector()];
    } else return false;
    return true;
  }

  /** `>` and `<` a password, `#` and `!` a digest: added and taken away. */
  #applyPassword(rule: string): boolean {
    const [mark, given] = [rule.slice(0, 1), rule.slice(1)];
    if (!"><#!".includes(mark) || mark === "") return false;
    const isDigest = mark === "#" || mark === "!";
    if (isDigest && !/^[0-9a-f]{64}$/.test(given)) throw new RuleError(badDigest);
    const digest = isDigest ? given : digestOf(given);
    if (mark === ">" || mark === "#") {
      this.nopass = false;
      if (!this.passwords.includes(digest)) this.passwords = [...this.passwords, digest];
    } else {
      if (!this.passwords.includes(digest)) throw new RuleError(noSuchPassword);
      this.passwords = this.passwords.filter((one) => one !== digest);
    }
    return true;
  }
}

const badDigest =
  "The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters";
const noSuchPassword = "The password you are trying to remove from the user does not exist";

function depth({ lacks }: Refusal): number {
  return ["command", "key", "channel"].indexOf(lacks);
}

/** A password is bytes; as binary text here. */
function digestOf(password: string): string {
  return sha256Hex(fromBinary(password));
}
