// The options that say how to get into a server. A password given as an argument can be read by everybody
// on the machine, so it may come from the environment; wherever it comes from, it is never printed.

import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { parseAddress } from "./address.ts";
import type { ServerTarget } from "./target.ts";

/** Where a password, and a user, are taken from if no option says them. */
export const passwordVariable = "RESPITE_FUZZ_PASSWORD";
const userVariable = "RESPITE_FUZZ_USER";

/** What the options were. */
export interface AccessOptions {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly tls: boolean;
  readonly ca?: string | undefined;
  readonly insecure: boolean;
  readonly servername?: string | undefined;
}

/** Adds them to a command. */
export function withAccessOptions(command: Command): Command {
  return command
    .addOption(new Option("--user <name>", "who logs in, by AUTH").env(userVariable))
    .addOption(
      new Option("--password <secret>", "better given by the variable").env(passwordVariable),
    )
    .option("--tls", "speak TLS", false)
    .option("--ca <file>", "trust the authorities in this PEM file instead of the platform's")
    .option("--insecure", "accept any certificate", false)
    .option("--servername <name>", "the name to verify and to send; default: the host");
}

/**
 * The server that is meant.
 *
 * @throws {RangeError} for an address that is none, or options that need another one; what reading `ca` threw.
 */
export async function targetOf(address: string, options: AccessOptions): Promise<ServerTarget> {
  const { user, password, tls, ca, insecure, servername } = options;
  const lost = ca !== undefined ? "--ca" : insecure ? "--insecure" : servername && "--servername";
  if (!tls && lost !== undefined) throw new RangeError(`${lost} says nothing without --tls.`);
  if (user !== undefined && password === undefined) {
    throw new RangeError(`--user needs a password: --password, or ${passwordVariable}.`);
  }
  const pem = ca === undefined ? undefined : await readFile(ca, "utf8");
  return {
    ...parseAddress(address),
    login: password === undefined ? undefined : { user, password },
    tls: tls ? { ca: pem, insecure, servername } : undefined,
  };
}

/** The words that get into the server again; without the password. */
export function accessWords({ user, tls, ca, insecure, servername }: AccessOptions): string[] {
  return [
    ...(user === undefined ? [] : ["--user", user]),
    ...(tls ? ["--tls"] : []),
    ...(ca === undefined ? [] : ["--ca", ca]),
    ...(insecure ? ["--insecure"] : []),
    ...(servername === undefined ? [] : ["--servername", servername]),
  ];
}
