// Bytes without a plan, but of the letters RESP is written in: most of it dies at once, some gets far.

import { fromText } from "./bytes.ts";
import { type Random, below, oneOf } from "./random.ts";

/** What soup is made of; also the dictionary that other fuzzers are given. */
export const soupTokens: readonly string[] = [
  ...Array.from("+-:$*_#,(!=%~>|;.?0123 ax@"),
  "\r\n",
  "\r",
  "\n",
  "\0",
  "\xff",
  "$-1\r\n",
  "*-1\r\n",
  "_\r\n",
  "#t\r\n",
  "+OK\r\n",
  ":1\r\n",
  ",1.5\r\n",
  ",inf\r\n",
  ",nan\r\n",
  "(1\r\n",
  "$1\r\na\r\n",
  "!1\r\na\r\n",
  "=5\r\ntxt:a\r\n",
  "*1\r\n",
  "*?\r\n",
  "~1\r\n",
  "%1\r\n",
  "|1\r\n",
  ">1\r\n",
  "$?\r\n",
  ";1\r\na\r\n",
  ";0\r\n",
  ".\r\n",
  "9223372036854775807",
  "-1",
  "1000000",
];

/** Up to `most` tokens (default 30) thrown together. */
export function randomSoup(random: Random, most = 30): Uint8Array {
  const count = below(random, most + 1);
  return fromText(Array.from({ length: count }, () => oneOf(random, soupTokens)).join(""));
}
