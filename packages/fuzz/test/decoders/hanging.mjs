// Never comes back from a set.
import { decode as good } from "./good.mjs";

export function decode(chunks) {
  if (chunks.some((chunk) => chunk.includes(0x7e))) for (;;);
  return good(chunks);
}
