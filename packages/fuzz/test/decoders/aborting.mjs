// Ends its process at a set.
import { decode as good } from "./good.mjs";

export function decode(chunks) {
  if (chunks.some((chunk) => chunk.includes(0x7e))) process.kill(process.pid, "SIGKILL");
  return good(chunks);
}
