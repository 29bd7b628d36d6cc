// Tells what happens while it happens: one line each, with the seconds since the start.

import { createColors } from "picocolors";

type Colors = ReturnType<typeof createColors>;

/** Where lines go. */
export interface NarratorOptions {
  readonly colours: boolean;
  /** Prints one line; default standard output. */
  readonly write?: ((line: string) => void) | undefined;
}

/** See the file's head. */
export class Narrator {
  readonly colours: Colors;
  readonly #write: (line: string) => void;
  readonly #startedAt: number = performance.now();
  #silent = false;

  constructor({ colours, write }: NarratorOptions) {
    this.colours = createColors(colours);
    this.#write = write ?? ((line) => process.stdout.write(`${line}\n`));
  }

  /** Begins a part of the show. */
  phase(title: string): void {
    this.print("");
    this.print(this.colours.bold(`${this.#offset()}  ${title}`));
  }

  /** Something happened. */
  say(text: string): void {
    this.print(`${this.colours.dim(this.#offset())}  ${text}`);
  }

  /** A replica's own log said something. */
  log(replica: string, level: "info" | "warn" | "error", text: string): void {
    const { red, yellow, cyan } = this.colours;
    const paint = { info: cyan, warn: yellow, error: red }[level];
    this.say(`  ${this.colours.bold(replica)} ${paint(level.padEnd(5))} ${text}`);
  }

  /** A line as it is. */
  print(line: string): void {
    if (!this.#silent) this.#write(line);
  }

  /** Nothing more is told: what follows is the normal end of everything. */
  silence(): void {
    this.#silent = true;
  }

  #offset(): string {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return `+${seconds.toFixed(2).padStart(6)} s`;
  }
}
