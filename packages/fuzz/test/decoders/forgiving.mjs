// Takes what is no RESP for unfinished.
import { decode as good } from "./good.mjs";

export function decode(chunks) {
  const { verdict, values } = good(chunks);
  return { verdict: verdict === "invalid" ? "incomplete" : verdict, values };
}
