// SHA-1 (FIPS 180-4), only to name scripts as EVALSHA does: the server's core has no node:crypto.
// Web Crypto would be asynchronous, and is absent in bare contexts.

/** The digest in lower-case hexadecimal. Not for anything that needs to be secure. */
export function sha1Hex(message: Uint8Array): string {
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const padded = pad(message);
  const schedule = new Uint32Array(80);
  for (let at = 0; at < padded.byteLength; at += 64) {
    fillSchedule(schedule, padded, at);
    compress(state, schedule);
  }
  return Array.from(state, (part) => part.toString(16).padStart(8, "0")).join("");
}

/** The message, a one bit, zeros, and its length in bits: whole blocks of 64 bytes. */
function pad(message: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  return view;
}

function fillSchedule(schedule: Uint32Array, block: DataView, offset: number): void {
  for (let t = 0; t < 16; t += 1) schedule[t] = block.getUint32(offset + t * 4);
  for (let t = 16; t < 80; t += 1) {
    schedule[t] = rotate(
      word(schedule, t - 3) ^
        word(schedule, t - 8) ^
        word(schedule, t - 14) ^
        word(schedule, t - 16),
      1,
    );
  }
}

function compress(state: Uint32Array, schedule: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let t = 0; t < 80; t += 1) {
    const next = (rotate(a, 5) + mix(t, b, c, d) + e + word(schedule, t)) >>> 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  for (const [index, value] of [a, b, c, d, e].entries()) state[index] = word(state, index) + value;
}

/** The round's function of three words, plus its constant. */
function mix(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotate(value: number, count: number): number {
  return ((value << count) | (value >>> (32 - count))) >>> 0;
}

function word(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}
