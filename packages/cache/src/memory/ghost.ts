// The ghost of S3-FIFO: remembers which keys were evicted lately, without the keys. It keeps 16-bit
// fingerprints in buckets of four, the latest first, each with the time of its eviction in units of
// some 16,384th of the capacity; an eviction longer ago than `capacity` evictions is forgotten. A
// false match, one of some 16,000 looks, costs a worse eviction, never a wrong value.
//
//   bucket     fingerprint | time, 16 bits each; the latest on the left
//     0      [ a3f1 | 0812 ][ 9107 | 0640 ][ 07c4 | 0598 ][ 0000 | 0000 ]     4 bytes per place

const bucketPlaces = 4;
/**
 * Times are counted modulo 2^16, four times the capacity. Its bucket has lost a key long before its
 * time comes round again: sixteen others are expected by then.
 */
const unitsPerCapacity = 2 ** 14;
const timeMask = 0xff_ff;

/**
 * The last `capacity` evicted keys, approximately. Its table is allocated at the first eviction.
 */
export class Ghost {
  readonly #buckets: number;
  /** From a hash to a bucket. */
  readonly #scale: number;
  /** Evictions to a unit of time, at least one. */
  readonly #unit: number;
  /** Units after which an eviction is forgotten. */
  readonly #lifetime: number;
  #places: Uint32Array = new Uint32Array(0);
  /** In units, modulo 2^16. */
  #time = 0;
  /** Evictions left in this unit. */
  #left: number;

  constructor(capacity: number) {
    this.#buckets = Math.max(2, Math.ceil(capacity / bucketPlaces));
    this.#scale = this.#buckets / 2 ** 32;
    this.#unit = Math.max(1, Math.ceil(capacity / unitsPerCapacity));
    this.#lifetime = Math.max(1, Math.floor(capacity / this.#unit));
    this.#left = this.#unit;
  }

  /**
   * Remembers that the key with this 32-bit hash was evicted, in place of the one in its bucket evicted
   * longest ago.
   */
  add(hash: number): void {
    if (this.#places.length === 0) {
      this.#places = new Uint32Array(this.#buckets * bucketPlaces);
    }
    this.#left -= 1;
    if (this.#left === 0) {
      this.#left = this.#unit;
      this.#time = (this.#time + 1) & timeMask;
    }
    const places = this.#places;
    const first = Math.floor((hash >>> 0) * this.#scale) * bucketPlaces;
    places[first + 3] = places[first + 2] as number;
    places[first + 2] = places[first + 1] as number;
    places[first + 1] = places[first] as number;
    places[first] = (fingerprintOf(hash) << 16) | this.#time;
  }

  /** True if the key with this hash was evicted lately; it is then forgotten. */
  take(hash: number): boolean {
    const places = this.#places;
    if (places.length === 0) return false;
    const fingerprint = fingerprintOf(hash);
    const first = Math.floor((hash >>> 0) * this.#scale) * bucketPlaces;
    for (let place = first; place < first + bucketPlaces; place += 1) {
      const held = places[place] as number;
      if (held >>> 16 !== fingerprint) continue;
      // Those behind it are older still.
      if (((this.#time - held) & timeMask) > this.#lifetime) return false;
      places[place] = 0;
      return true;
    }
    return false;
  }

  /** Forgets everything. */
  clear(): void {
    this.#places = new Uint32Array(0);
  }
}

/** The low bits, never 0: that is an unused place. The high ones choose the bucket. */
function fingerprintOf(hash: number): number {
  return hash & 0xff_ff || 1;
}
