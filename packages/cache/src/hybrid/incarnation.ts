// Notices that the shared tier came back empty (a restart without persistence, FLUSHALL, a failover
// to an empty replica). A mark under a reserved key names the tier's present life; whoever finds it
// gone or changed knows that the data is gone too, and when that was noticed first. The mark
// carries that time, so that a replica that joins later knows it as well.
//
//   %incarnation = "<id> <lostAtMs>"         lostAtMs 0: no loss is known
//
//   known id, same mark        all is well
//   known id, no mark          lost: a new mark with the time of now
//   known id, other mark       lost: somebody else has marked the new life
//   same mark, other run id    restarted or failed over: the last writes may be missing
//   nothing known, no mark     first use: a new mark, no loss

import type { CacheBackend, CacheEntry } from "../backend.ts";
import type { Environment } from "@respite/resp/base";
import type { StampClock } from "../stamp.ts";
import { incarnationKey } from "../key.ts";
import { delay } from "../waiting.ts";
import type { LossRecord } from "./hybrid-types.ts";
import type { Ask } from "./l2-gate.ts";

/**
 * So long a missing mark is given to come back, since a clear by another replica may have taken it
 * away; and so long a mark made by who knew nothing is given to be contradicted.
 */
const confirmMs = 100;

interface Mark {
  readonly id: string;
  readonly lostAtMs: number;
}

/** What an {@link Incarnation} needs. */
export interface IncarnationParts {
  readonly l2: CacheBackend;
  readonly clock: StampClock;
  readonly environment: Environment;
  /** Names the tier's present process, where that can be asked. */
  readonly runId: (() => Promise<string | undefined>) | undefined;
  /**
   * Publishes again what this replica knows; awaited before the new life is trusted. `lostAtMs` is
   * undefined where the data is still there, but perhaps not its last writes.
   */
  readonly onLoss: (lostAtMs: number | undefined, ask: Ask) => Promise<void>;
  /** The mark was written: others may want to look at it now. */
  readonly onMarked: () => void;
}

/**
 * The shared tier's present life, as far as this replica knows. A replica that knows nothing can't
 * tell a loss from a first use: it marks the life as new, tells the others, and decides nothing of
 * the security tier for a moment, in which who knows better declares the loss.
 */
export class Incarnation implements LossRecord {
  /** How often this replica found the tier empty. */
  losses = 0;
  readonly #parts: IncarnationParts;
  #known: Mark | undefined;
  #trusted = false;
  #doubts = 0;
  #owesRepublication = false;
  #verifying: Promise<void> | undefined;
  #runId: string | undefined;
  #owesRestart = false;
  /** When this replica, knowing nothing, marked a new life; monotonic. */
  #markedAtMs: number | undefined;

  constructor(parts: IncarnationParts) {
    this.#parts = parts;
  }

  get lostAtMs(): number | undefined {
    const lostAtMs = this.#known?.lostAtMs ?? 0;
    return lostAtMs === 0 ? undefined : lostAtMs;
  }

  /** Names the tier's life that is known; undefined = none yet. */
  get life(): string | undefined {
    return this.#known?.id;
  }

  /** True while there is no reason to think that the tier's data is gone. */
  get trusted(): boolean {
    return this.#trusted;
  }

  /**
   * Something happened after which the data may be gone: ask before the next answer is believed.
   */
  doubt(): void {
    this.#doubts += 1;
    this.#trusted = false;
  }

  /**
   * True if the mark, read together with an answer, is of the life that is known, and everything that
   * is known from before has been published again.
   */
  matches(mark: CacheEntry | undefined): boolean {
    if (this.#owesRepublication || this.#owesRestart) return false;
    return mark !== undefined && parse(mark.value)?.id === this.#known?.id;
  }

  /** Resolves once the tier's life is known and what had to be published again is. */
  ensure(ask: Ask): Promise<void> {
    return this.#trusted ? Promise.resolve() : this.verify(ask);
  }

  /**
   * As {@link ensure}, for what lets somebody in if it is missing: not on the word of who knew
   * nothing.
   */
  async ensureSettled(ask: Ask): Promise<void> {
    await this.ensure(ask);
    if (this.#markedAtMs === undefined) return;
    const { environment } = this.#parts;
    const leftMs = this.#markedAtMs + confirmMs - environment.monotonic();
    if (leftMs > 0) await delay(leftMs, environment);
    await this.verify(ask);
    this.#markedAtMs = undefined;
  }

  /**
   * Reads the mark now, also while it is trusted. Concurrent calls share one reading.
   *
   * @throws as `ask`; the tier's life then stays in doubt.
   */
  verify(ask: Ask): Promise<void> {
    this.#verifying ??= this.#verify(ask).finally(() => {
      this.#verifying = undefined;
    });
    return this.#verifying;
  }

  /** Puts the mark back after this replica has cleared the tier. */
  async restore(ask: Ask): Promise<void> {
    const mark = this.#known;
    if (mark !== undefined) await ask("clear", () => this.#write(mark));
  }

  async #verify(ask: Ask): Promise<void> {
    let doubts = 0;
    let rounds = 0;
    do {
      doubts = this.#doubts;
      // Rounds depend on each other: a doubt raised meanwhile needs a newer reading.
      // oxlint-disable-next-line no-await-in-loop
      await this.#read(ask);
      rounds += 1;
    } while (doubts !== this.#doubts && rounds < 3);
    this.#trusted = doubts === this.#doubts;
  }

  async #read(ask: Ask): Promise<void> {
    const mark =
      (await this.#fetch(ask)) ?? (await this.#confirmed(ask)) ?? (await this.#create(ask));
    const known = this.#known;
    if (known !== undefined && known.id !== mark.id) {
      this.losses += 1;
      this.#owesRepublication = true;
    }
    this.#known = mark;
    await this.#noticeRestart(ask);
    if (this.#owesRepublication) {
      this.#trusted = false;
      const lostAtMs = mark.lostAtMs === 0 ? await this.#declareLoss(mark, ask) : mark.lostAtMs;
      await this.#parts.onLoss(lostAtMs, ask);
    } else if (this.#owesRestart) {
      await this.#parts.onLoss(undefined, ask);
    }
    this.#owesRepublication = false;
    this.#owesRestart = false;
  }

  /** Only after trouble: a process that runs on keeps its name. */
  async #noticeRestart(ask: Ask): Promise<void> {
    const { runId } = this.#parts;
    if (runId === undefined || this.#trusted) return;
    const now = await ask("check", runId);
    if (this.#runId !== undefined && now !== undefined && now !== this.#runId)
      this.#owesRestart = true;
    this.#runId = now ?? this.#runId;
  }

  /** Waits a moment for a mark that only a clear may have taken away. */
  async #confirmed(ask: Ask): Promise<Mark | undefined> {
    if (this.#known === undefined) return undefined;
    await delay(confirmMs, this.#parts.environment);
    return this.#fetch(ask);
  }

  async #fetch(ask: Ask): Promise<Mark | undefined> {
    const entry = await ask("check", () => this.#parts.l2.get(incarnationKey));
    if (entry?.stamp !== undefined) this.#parts.clock.observe(entry.stamp);
    return entry === undefined ? undefined : (parse(entry.value) ?? { id: "", lostAtMs: 0 });
  }

  async #create(ask: Ask): Promise<Mark> {
    const { l2, clock, environment } = this.#parts;
    const lostAtMs = this.#known === undefined ? 0 : Math.floor(environment.now());
    const mark = { id: randomId(environment), lostAtMs };
    const options = { stamp: clock.next() };
    const done = await ask("check", () => l2.setIfAbsent(incarnationKey, format(mark), options));
    if (!done) return (await this.#fetch(ask)) ?? mark;
    if (lostAtMs === 0) this.#markedAtMs = environment.monotonic();
    this.#parts.onMarked();
    return mark;
  }

  /**
   * A replica that knew nothing has marked the new life: only now is it known that data was lost.
   */
  async #declareLoss(mark: Mark, ask: Ask): Promise<number> {
    const { environment } = this.#parts;
    const lostAtMs = Math.floor(environment.now());
    const declared = { id: mark.id === "" ? randomId(environment) : mark.id, lostAtMs };
    await ask("check", () => this.#write(declared));
    this.#known = declared;
    this.#parts.onMarked();
    return lostAtMs;
  }

  #write(mark: Mark): Promise<unknown> {
    return this.#parts.l2.set(incarnationKey, format(mark), { stamp: this.#parts.clock.next() });
  }
}

function format({ id, lostAtMs }: Mark): Uint8Array {
  const text = `${id} ${lostAtMs}`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function parse(bytes: Uint8Array): Mark | undefined {
  const match = /^([0-9a-f]+) (\d{1,15})$/.exec(String.fromCharCode(...bytes.subarray(0, 80)));
  if (match === null) return undefined;
  return { id: match[1] ?? "", lostAtMs: Number(match[2]) };
}

/** 64 bits in hexadecimal; names a life, guards nothing. */
function randomId(environment: Environment): string {
  const words = new Uint32Array(2);
  const { crypto } = environment;
  if (crypto === undefined)
    words.forEach((_, index) => (words[index] = environment.random() * 2 ** 32));
  else crypto.getRandomValues(words);
  return [...words].map((word) => word.toString(16).padStart(8, "0")).join("");
}
