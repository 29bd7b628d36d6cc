// Our own decoder as a module under test, and the base of the bad ones beside it.
import { Decoder, ProtocolError } from "@respite/resp/codec";

export function decode(chunks) {
  const values = [];
  const add = (value) => values.push(value);
  const decoder = new Decoder({ onReply: add, onPush: add });
  try {
    for (const chunk of chunks) decoder.write(chunk);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { verdict: "invalid", values };
  }
  return { verdict: decoder.incomplete ? "incomplete" : "valid", values };
}
