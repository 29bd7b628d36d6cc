// Names of clients and libraries: printable ASCII without spaces, since CLIENT LIST is one line of text.
// Not in client.ts, because HELLO sets names too.

import { CommandError } from "../arguments.ts";
import { toBinary } from "../bytes.ts";

/** @throws {CommandError} for spaces, newlines and special characters. */
export function checkedName(bytes: Uint8Array, what = "Client names"): string {
  const name = toBinary(bytes);
  if (!/^[!-~]*$/.test(name)) {
    throw new CommandError(`ERR ${what} cannot contain spaces, newlines or special characters.`);
  }
  return name;
}
