// SHA-256 (FIPS 180-4), only for the digests in which ACL GETUSER shows passwords: the server's core has
// no node:crypto, and Web Crypto would be asynchronous. Passwords of tests; nothing here is secret.

/** The digest in lower-case hexadecimal. */
export function sha256Hex(message: Uint8Array): string {
  const [state, constants] = fractions();
  const view = padded(message);
  const schedule = new Uint32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let t = 0; t < 16; t += 1) schedule[t] = view.getUint32(at + t * 4);
    for (let t = 16; t < 64; t += 1) {
      const [early, late] = [word(schedule, t - 15), word(schedule, t - 2)];
      schedule[t] =
        word(schedule, t - 16) +
        (rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)) +
        word(schedule, t - 7) +
        (rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10));
    }
    compress(state, schedule, constants);
  }
  return Array.from(state, (part) => part.toString(16).padStart(8, "0")).join("");
}

/** The first 32 bits behind the point of the roots of the first primes: squares, then cubes. */
function fractions(): [state: Uint32Array, constants: Uint32Array] {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n += 1) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }
  const bits = (root: number): number => Math.floor((root % 1) * 2 ** 32);
  const squares = primes.slice(0, 8).map((prime) => bits(Math.sqrt(prime)));
  return [Uint32Array.from(squares), Uint32Array.from(primes, (prime) => bits(Math.cbrt(prime)))];
}

/** The message, a one bit, zeros, and its length in bits: whole blocks of 64 bytes. */
function padded(message: Uint8Array): DataView {
  const blocks = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  blocks.set(message);
  blocks[message.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setBigUint64(blocks.length - 8, BigInt(message.length) * 8n);
  return view;
}

function compress(state: Uint32Array, schedule: Uint32Array, constants: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t += 1) {
    const choice = (e & f) ^ (~e & g);
    const sumE = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + sumE + choice + word(constants, t) + word(schedule, t)) >>> 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const other = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) >>> 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) >>> 0, c, b, a, (one + other) >>> 0];
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) {
    state[index] = word(state, index) + value;
  }
}

function rotate(value: number, count: number): number {
  return ((value >>> count) | (value << (32 - count))) >>> 0;
}

function word(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}
