// Throws where a boolean stands.
import { decode as good } from "./good.mjs";

export function decode(chunks) {
  if (chunks.some((chunk) => chunk.includes(0x23))) throw new Error("no booleans here");
  return good(chunks);
}
