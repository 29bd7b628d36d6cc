// Loses its first value when the stream comes in more than two pieces.
import { decode as good } from "./good.mjs";

export default function decode(chunks) {
  const result = good(chunks);
  return chunks.length > 2 ? { ...result, values: result.values.slice(1) } : result;
}
