// The users of a server and the question put for each command: may this user do that?

import { encodeUtf8 } from "../../../base/index.ts";
import { CommandError } from "../arguments.ts";
import { toBinary } from "../bytes.ts";
import type { ServerSettings, UserSettings } from "../core.ts";
import type { Words } from "../session.ts";
import { compareVersions } from "../versions.ts";
import { AclCatalogue } from "./acl-catalogue.ts";
import type { Demand, Refusal } from "./acl-selector.ts";
import { AclUser } from "./acl-user.ts";

/** The permissions of a user that was given none. */
const everything = ["~*", "&*", "+@all"];

/** Users by name, and what they may. */
export class AccessControl {
  readonly #settings: ServerSettings;
  readonly #users = new Map<string, AclUser>();
  #catalogue: AclCatalogue | undefined;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.reset();
  }

  /** Commands and categories; made at first use. */
  get catalogue(): AclCatalogue {
    this.#catalogue ??= new AclCatalogue();
    return this.#catalogue;
  }

  /** Names in alphabetical order. */
  get names(): readonly string[] {
    return [...this.#users.keys()].toSorted();
  }

  /** Back to the users of the settings, as a restart without an ACL file. */
  reset(): void {
    this.#users.clear();
    for (const [name, settings] of this.#settings.users)
      this.#users.set(name, this.#made(name, settings));
  }

  #made(name: string, { password, rules = everything }: UserSettings): AclUser {
    const entry = password === undefined ? "nopass" : `>${toBinary(encodeUtf8(password))}`;
    return this.#fresh(name).with(["on", entry, ...rules], this.catalogue);
  }

  /** A user nobody has said anything of. */
  #fresh(name: string): AclUser {
    const user = new AclUser(name);
    if (compareVersions(this.#settings.version, "7.2.0") >= 0) user.sanitizing = "sanitize-payload";
    return user;
  }

  /** The user of that name. */
  find(name: string): AclUser | undefined {
    return this.#users.get(name);
  }

  /** Makes or changes a user, if all rules can be understood. @throws {RuleError} */
  change(name: string, rules: readonly string[]): void {
    const user = this.#users.get(name) ?? this.#fresh(name);
    this.#users.set(name, user.with(rules, this.catalogue));
  }

  /** True if there was such a user. */
  delete(name: string): boolean {
    return this.#users.delete(name);
  }

  /** True if a new connection is the default user without AUTH. */
  get letsEverybodyIn(): boolean {
    const user = this.#users.get("default");
    return user !== undefined && user.enabled && user.nopass;
  }

  /** @throws {CommandError} NOPERM if the user may not run the command. */
  check(userName: string, command: string, words: Words): void {
    const refusal = this.refusal(userName, command, words);
    if (refusal !== undefined) throw new CommandError(this.#wording(userName, command, refusal));
  }

  /** What the user lacks for the command; undefined if it may run. */
  refusal(userName: string, command: string, words: Words): Refusal | undefined {
    if (this.#settings.users.get(userName)?.denied?.includes(command) === true) {
      return { lacks: "command" };
    }
    const user = this.#users.get(userName);
    // Nobody can be refused these: they are how a client becomes another user.
    if (user === undefined || user.allowsAll || /^(auth|hello|quit|reset)$/.test(command)) {
      return undefined;
    }
    return user.refusal(this.#demand(command, words), this.catalogue);
  }

  #demand(command: string, words: Words): Demand {
    const names = words.slice(1).map(toBinary);
    const isPublishing = command === "publish" || command === "spublish";
    const isSubscribing = /^[ps]?subscribe$/.test(command);
    const chosen = isPublishing ? names.slice(0, 1) : isSubscribing ? names : [];
    const isPattern = command === "psubscribe";
    return {
      command,
      keys: this.catalogue.keysOf(command, words),
      channels: chosen.map((name) => ({ name, isPattern })),
    };
  }

  /** As ACL DRYRUN words it. */
  dryWording(user: string, command: string, refusal: Refusal): string {
    const who = compareVersions(this.#settings.version, "7.2.0") < 0 ? "This user" : `User ${user}`;
    return refusal.lacks === "command"
      ? `${who} has no permissions to run the '${command}' command`
      : `${who} has no permissions to access the '${refusal.name}' ${refusal.lacks}`;
  }

  #wording(user: string, command: string, { lacks }: Refusal): string {
    const { version } = this.#settings;
    const isNew = compareVersions(version, "7.2.0") >= 0;
    if (lacks !== "command") {
      const what = lacks === "key" ? "keys" : "channels";
      return isNew
        ? `NOPERM No permissions to access a ${lacks}`
        : `NOPERM this user has no permissions to access one of the ${what} used as arguments`;
    }
    const who = isNew ? `User ${user}` : "this user";
    const isOld = compareVersions(version, "7.0.0") < 0;
    const what = isOld ? "command or its subcommand" : "command";
    return `NOPERM ${who} has no permissions to run the '${command}' ${what}`;
  }
}
