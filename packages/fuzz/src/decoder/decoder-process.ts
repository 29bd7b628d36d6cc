// The process in which the decoder under test runs: it may hang, eat its memory or abort, the command
// line stays alive and finds out at which input.

import { checkDecode, likelyCuts, type Laws } from "./check-decode.ts";
import { decoderInput } from "./decoder-input.ts";
import { type Decode, loadDecode } from "./decoder-module.ts";
import type { Answer, Order } from "./decoder-messages.ts";

let decode: Decode;
let laws: Laws;

async function carryOut(order: Order): Promise<Answer> {
  if (order.kind === "runs") return tryRuns(order);
  if (order.kind === "probe") return probe(order);
  ({ laws } = order);
  decode = await loadDecode(order.url);
  return { runs: 0, bytes: 0 };
}

async function tryRuns({ seed, from, count }: Order & { kind: "runs" }): Promise<Answer> {
  let bytes = 0;
  for (let run = from; run < from + count; run++) {
    const input = decoderInput(seed, run, laws.protocol);
    const finding = await checkDecode(decode, laws, input);
    bytes += input.bytes.length;
    if (finding !== undefined) return { runs: run + 1 - from, bytes, finding: { ...finding, run } };
  }
  return { runs: count, bytes };
}

async function probe({ bytes, cuts, exact }: Order & { kind: "probe" }): Promise<Answer> {
  for (const each of exact ? [cuts] : likelyCuts(bytes, cuts)) {
    const finding = await checkDecode(decode, laws, { bytes, cuts: each });
    if (finding !== undefined) return { runs: 1, bytes: bytes.length, finding };
  }
  return { runs: 1, bytes: bytes.length };
}

process.on("message", (order: Order) => {
  void carryOut(order)
    .catch((error: unknown): Answer => ({ runs: 0, bytes: 0, failure: String(error) }))
    .then((answer) => process.send?.(answer));
});
