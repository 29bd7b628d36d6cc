// Which words of a command are secrets, and how they are left out of a recording. Servers may repeat
// what they were sent in an error, so replies are looked through as well.

import { encodeCommand } from "../../codec/index.ts";
import { word } from "../server/arguments.ts";
import { fromBinary, toBinary } from "../server/bytes.ts";
import type { Words } from "../server/session.ts";

/** What stands for a secret. */
export const mask = "***";

/** A command without its secrets. */
export interface MaskedCommand {
  /** Spelled as an array, whatever it was. */
  readonly bytes: Uint8Array;
  /** What was taken out, as binary texts. */
  readonly secrets: readonly string[];
}

/** The command without secrets; undefined if it has none. */
export function maskCommand(words: Words): MaskedCommand | undefined {
  const places = new Set(secretPlaces(words));
  if (places.size === 0) return undefined;
  const secrets = [...places].map((at) => toBinary(words[at] ?? new Uint8Array()));
  const shown = words.map((one, at) => (places.has(at) ? mask : one));
  return { bytes: encodeCommand(shown), secrets: secrets.filter((secret) => secret !== "") };
}

/** A reply without these secrets, in case it repeats them. */
export function maskReply(bytes: Uint8Array, secrets: readonly string[]): Uint8Array {
  let text = toBinary(bytes);
  // Only errors: in anything counted a mask would change the length.
  if (!text.startsWith("-")) return bytes;
  for (const secret of secrets.toSorted((one, other) => other.length - one.length)) {
    text = text.replaceAll(secret, mask);
  }
  return fromBinary(text);
}

/** Places of words that nobody but the server should see. */
function secretPlaces(words: Words): readonly number[] {
  const names = words.map(word);
  const all = [...words.keys()];
  switch (names[0]) {
    case "AUTH":
      return all.slice(1);
    case "HELLO":
    case "MIGRATE":
      return behind(names, { AUTH: names[0] === "HELLO" ? 2 : 1, AUTH2: 2 });
    case "CONFIG":
      return names[1] === "SET" ? behind(names, secretParameters) : [];
    case "ACL":
      return names[1] === "SETUSER" ? all.filter((at) => /^[><#!]/.test(names[at] ?? "")) : [];
    default:
      return [];
  }
}

const secretParameters = {
  REQUIREPASS: 1,
  MASTERAUTH: 1,
  "TLS-KEY-FILE-PASS": 1,
  "TLS-CLIENT-KEY-FILE-PASS": 1,
};

/** So many places behind each of these words. */
function behind(
  names: readonly string[],
  counts: Readonly<Record<string, number>>,
): readonly number[] {
  return names.flatMap((name, at) => {
    const count = at > 0 && Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0;
    return Array.from({ length: count }, (_unused, index) => at + 1 + index).filter(
      (place) => place < names.length,
    );
  });
}
