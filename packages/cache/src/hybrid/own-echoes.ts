// Server-side tracking tells a replica of its own writes too, and one message may stand for several
// writes, its own and another's (nothing in it says whose): so an echo can't be ignored, and what L1
// holds is dropped. Then the key is asked for again, in the background and many at a time, once the
// write is answered and its echo heard, in whatever order.
//
//   write --sent--> [k: -, -] --answered--> [k: written, -] --echo--> asked again, L1 filled
//                        '-------echo------> [k: -, heard] --answered--> asked again, L1 filled

/** Most keys waited for; beyond, the one kept longest is let go, and costs one read later. */
const maxKeys = 1000;
/** Larger values are read again when somebody wants them, and not before. */
const maxValueBytes = 65_536;

interface Expected {
  isWritten: boolean;
  isHeard: boolean;
}

/** The keys whose echo is waited for. */
export class OwnEchoes {
  readonly #keys = new Map<string, Expected>();
  readonly #onDue: (key: string) => void;

  /** `onDue` is called when a key may be asked for again. */
  constructor(onDue: (key: string) => void) {
    this.#onDue = onDue;
  }

  /** A key is about to be written with a value of so many bytes. */
  expect(key: string, valueBytes: number): void {
    this.#keys.delete(key);
    if (valueBytes > maxValueBytes) return;
    this.#keys.set(key, { isWritten: false, isHeard: false });
    if (this.#keys.size <= maxKeys) return;
    const [oldest] = this.#keys.keys();
    if (oldest !== undefined) this.#keys.delete(oldest);
  }

  /** The write was answered, and L1 filled or emptied. */
  written(key: string): void {
    const expected = this.#keys.get(key);
    if (expected === undefined) return;
    expected.isWritten = true;
    this.#settle(key, expected);
  }

  /** An invalidation of the key was heard, and L1 emptied. */
  heard(key: string): void {
    const expected = this.#keys.get(key);
    if (expected === undefined) return;
    expected.isHeard = true;
    this.#settle(key, expected);
  }

  #settle(key: string, { isWritten, isHeard }: Expected): void {
    if (!isWritten || !isHeard) return;
    this.#keys.delete(key);
    this.#onDue(key);
  }
}
