// Master keys as people write them: raw bytes, or text with a prefix that says how it is encoded.
// A word without a prefix is refused rather than guessed at, and no message repeats a key.

/** Fewest bytes of a master key: as many as AES-256 and SHA-256 are strong. */
export const leastKeyBytes = 32;

const accepted =
  "at least 32 random bytes as a Uint8Array, base64:… or hex:… (openssl rand -base64 32)";

/**
 * The bytes of a master key, in memory of their own.
 *
 * @throws {TypeError} for anything but text and bytes. @throws {RangeError} for text in another form
 * and for fewer than 32 bytes; `name` says which key.
 */
export function readMasterKey(name: string, given: string | Uint8Array): Uint8Array {
  if (typeof given !== "string" && !ArrayBuffer.isView(given)) {
    throw new TypeError(`${name} must be ${accepted}, got ${typeof given}.`);
  }
  const bytes = typeof given === "string" ? decode(given) : new Uint8Array(given);
  if (bytes === undefined) throw new RangeError(`${name} must be ${accepted}.`);
  if (bytes.length < leastKeyBytes) {
    throw new RangeError(`${name} has ${bytes.length} bytes; it must be ${accepted}.`);
  }
  return bytes;
}

function decode(text: string): Uint8Array | undefined {
  if (text.startsWith("base64:")) return fromBase64(text.slice("base64:".length));
  if (text.startsWith("hex:")) return fromHex(text.slice("hex:".length));
  return undefined;
}

function fromHex(text: string): Uint8Array | undefined {
  if (!/^(?:[\da-f]{2})*$/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** RFC 4648, the URL-safe alphabet too, padded or not. By hand: a bare context has no `atob`. */
function fromBase64(text: string): Uint8Array | undefined {
  const digits = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/={0,2}$/, "");
  if (!/^[A-Za-z\d+/]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (const digit of digits) {
    bits = ((bits << 6) | alphabet.indexOf(digit)) & 0xff_ff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[at] = (bits >> bitCount) & 0xff;
    at += 1;
  }
  return bytes;
}
