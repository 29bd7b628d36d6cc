// CRC-64 as dumps carry it: the Jones polynomial, reflected, beginning with 0, little-endian.
// Bit by bit: dumps in tests are small, and a table would be state or time at load.

/** 0xad93d23594c935a9 with its bits reversed. */
const polynomial = 0x95ac9329ac4bc9b5n;

/** The checksum's 8 bytes. */
export function crc64(bytes: Uint8Array): Uint8Array {
  let sum = 0n;
  for (const byte of bytes) {
    sum ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1)
      sum = (sum & 1n) === 1n ? (sum >> 1n) ^ polynomial : sum >> 1n;
  }
  const result = new Uint8Array(8);
  new DataView(result.buffer).setBigUint64(0, sum, true);
  return result;
}
