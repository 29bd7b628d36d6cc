// The ghost of S3-FIFO: remembers which keys were evicted lately, without the keys. It keeps 32-bit
// fingerprints in buckets of four with the number of the eviction that left each; an eviction
// longer ago than `capacity` evictions is forgotten. A false match costs a worse eviction, never a
// wrong value.
//
//   bucket      fingerprints            evictions
//     0      [ a3 | 91 | -- | 07 ]   [ 812 | 640 |  0 | 798 ]     8 bytes per place
//     1      [ ...               ]   [ ...                  ]

const bucketPlaces = 4;

/**
 * The last `capacity` evicted keys, approximately. Its table is allocated at the first eviction.
 */
export class Ghost {
  readonly #capacity: number;
  readonly #seed: number;
  #fingerprints: Uint32Array = new Uint32Array(0);
  #evictions: Uint32Array = new Uint32Array(0);
  #mask = 0;
  /** Starts beyond the capacity, so that an unused place, of eviction 0, is out of date. */
  #lastEviction: number;

  /** `seed`, a 32-bit number, keeps outsiders from choosing keys that collide. */
  constructor(capacity: number, seed: number) {
    this.#capacity = capacity;
    this.#seed = seed;
    this.#lastEviction = capacity + 1;
  }

  /** Remembers that `key` was evicted, in place of the oldest in its bucket. */
  add(key: string): void {
    if (this.#mask === 0) this.#allocate();
    const hash = hashOf(key, this.#seed);
    const start = (hash & this.#mask) * bucketPlaces;
    let oldest = start;
    for (let place = start + 1; place < start + bucketPlaces; place += 1) {
      if (this.#ageAt(place) > this.#ageAt(oldest)) oldest = place;
    }
    this.#lastEviction = (this.#lastEviction + 1) >>> 0;
    this.#fingerprints[oldest] = hash;
    this.#evictions[oldest] = this.#lastEviction;
  }

  /** True if `key` was evicted lately; it is then forgotten. */
  take(key: string): boolean {
    if (this.#mask === 0) return false;
    const hash = hashOf(key, this.#seed);
    const start = (hash & this.#mask) * bucketPlaces;
    for (let place = start; place < start + bucketPlaces; place += 1) {
      if (this.#fingerprints[place] === hash && this.#ageAt(place) < this.#capacity) {
        this.#evictions[place] = this.#lastEviction - this.#capacity - 1;
        return true;
      }
    }
    return false;
  }

  /** Forgets everything. */
  clear(): void {
    this.#fingerprints = new Uint32Array(0);
    this.#evictions = new Uint32Array(0);
    this.#mask = 0;
    this.#lastEviction = this.#capacity + 1;
  }

  /** How many evictions ago the one at `place` was. */
  #ageAt(place: number): number {
    return (this.#lastEviction - (this.#evictions[place] as number)) >>> 0;
  }

  #allocate(): void {
    let buckets = 2;
    while (buckets * bucketPlaces < this.#capacity) buckets *= 2;
    this.#mask = buckets - 1;
    this.#fingerprints = new Uint32Array(buckets * bucketPlaces);
    this.#evictions = new Uint32Array(buckets * bucketPlaces);
  }
}

/**
 * FNV-1a over UTF-16 units with the final mix of MurmurHash3, as the low bits choose the bucket.
 */
function hashOf(key: string, seed: number): number {
  let hash = seed | 0;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01_00_01_93);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
