// Deadlines in order: a binary heap, so that one timer for the earliest is enough. A deadline that was
// replaced stays until it is due; whoever takes it looks at the key again.

interface Deadline {
  readonly atMs: number;
  readonly key: string;
}

/** Keys by deadline. */
export class ExpiryQueue {
  readonly #heap: Deadline[] = [];

  /** Deadlines, replaced ones among them. */
  get size(): number {
    return this.#heap.length;
  }

  /** The earliest deadline in milliseconds since 1970. */
  get nextMs(): number | undefined {
    return this.#heap[0]?.atMs;
  }

  /** Adds a deadline in milliseconds since 1970. */
  add(atMs: number, key: string): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push({ atMs, key });
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (this.#atMs(parent) <= this.#atMs(at)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Takes out the keys whose deadline lies before `nowMs`. */
  takeDue(nowMs: number): string[] {
    const due: string[] = [];
    for (
      let first = this.#heap[0];
      first !== undefined && first.atMs < nowMs;
      first = this.#heap[0]
    ) {
      due.push(first.key);
      this.#removeFirst();
    }
    return due;
  }

  /** Forgets all. */
  clear(): void {
    this.#heap.length = 0;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const child = this.#atMs(left + 1) < this.#atMs(left) ? left + 1 : left;
      if (this.#atMs(at) <= this.#atMs(child)) return;
      this.#swap(at, child);
      at = child;
    }
  }

  #atMs(index: number): number {
    return this.#heap[index]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const held = this.#heap[a];
    const other = this.#heap[b];
    if (held === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = held;
  }
}
