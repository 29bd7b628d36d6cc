// The command line's side of the decoder's process: one order at a time, and what to make of it when no
// answer comes.

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Laws } from "./check-decode.ts";
import type { Answer, Order } from "./decoder-messages.ts";

/** What a decoder's process is started with. */
export interface DecoderHostOptions {
  /** The module under test, as a URL. */
  readonly url: string;
  /** How strict to be. */
  readonly laws: Laws;
  /** So many milliseconds without an answer are a hang. */
  readonly hangMs: number;
  /** Its heap in MiB; beyond it the process aborts. */
  readonly memoryMib: number;
}

/** Why no answer came: it did not come in time, or the process ended. */
export type NoAnswer = "hang" | "aborted";

/** How long loading may take. */
const loadMs = 30_000;

/** A process that is started again whenever it had to be ended. */
export class DecoderHost {
  readonly #options: DecoderHostOptions;
  #child: ChildProcess | undefined;

  constructor(options: DecoderHostOptions) {
    this.#options = options;
  }

  /**
   * Carries out one order.
   *
   * @throws {Error} if the module can't be loaded, or the checks themselves fail.
   */
  async ask(order: Order): Promise<Answer | NoAnswer> {
    if (this.#child === undefined) await this.#start();
    const answer = await this.#answerTo(order, this.#options.hangMs);
    if (typeof answer === "string" || answer.failure === undefined) return answer;
    throw new Error(`respite-fuzz itself failed: ${answer.failure}`);
  }

  /** Ends the process. */
  close(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  async #start(): Promise<void> {
    const { url, laws, memoryMib } = this.#options;
    this.#child = fork(fileURLToPath(new URL("decoder-process.js", import.meta.url)), [], {
      execArgv: [`--max-old-space-size=${memoryMib}`],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const answer = await this.#answerTo({ kind: "load", url, laws }, loadMs);
    if (typeof answer !== "string" && answer.failure === undefined) return;
    this.close();
    const why = typeof answer === "string" ? `its process ended (${answer})` : answer.failure;
    throw new Error(`The module can't be loaded: ${why}`);
  }

  async #answerTo(order: Order, withinMs: number): Promise<Answer | NoAnswer> {
    const child = this.#child!;
    const answer = await new Promise<Answer | NoAnswer>((resolve) => {
      const timer = setTimeout(() => resolve("hang"), withinMs);
      child.once("message", (message) => {
        clearTimeout(timer);
        resolve(message as Answer);
      });
      child.once("exit", () => {
        clearTimeout(timer);
        resolve("aborted");
      });
      child.once("error", () => resolve("aborted"));
      child.send(order);
    });
    child.removeAllListeners();
    child.on("error", () => undefined);
    if (typeof answer === "string") this.close();
    return answer;
  }
}
