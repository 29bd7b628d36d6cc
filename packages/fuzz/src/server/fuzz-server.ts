// A run against a server: several connections at a time, a PING after each, and when something is
// found the input is made small as long as the server lives to be asked.

import { minimiseBytes } from "@respite/resp/testing";
import type { Finding, RunOptions, RunResult } from "../finding.ts";
import type { Address } from "./address.ts";
import { ailmentOf, checkServer, type ServerPatience } from "./check-server.ts";
import { serverInput, type ServerInput } from "./server-input.ts";

/** A run against a server. */
export interface FuzzServerOptions extends RunOptions, ServerPatience {
  /** The server. */
  readonly address: Address;
  /** Connections at a time. */
  readonly connections: number;
  /** How long minimising may take, in milliseconds. */
  readonly minimiseMs: number;
}

/** Fuzzes the server until something is found. @throws {Error} if it does not answer to begin with. */
export async function fuzzServer(options: FuzzServerOptions): Promise<RunResult> {
  const { address, hangMs } = options;
  if ((await ailmentOf(address, hangMs)) !== undefined) {
    throw new Error(`No server answers a PING at ${address.host}:${address.port}.`);
  }
  const run = new ServerRun(options);
  const lanes = Array.from({ length: options.connections }, () => run.lane());
  await Promise.all(lanes);
  return run.result();
}

/** Tries one input again. */
export async function replayServer(
  input: ServerInput,
  options: Pick<FuzzServerOptions, "address" | "hangMs" | "quietMs">,
): Promise<RunResult> {
  const finding = await tryInput(input, options);
  return { runs: 1, bytes: input.bytes.length, finding };
}

async function tryInput(
  input: ServerInput,
  options: Pick<FuzzServerOptions, "address" | "hangMs" | "quietMs">,
): Promise<Finding | undefined> {
  const finding = await checkServer(options.address, input, options);
  const ailment = await ailmentOf(options.address, options.hangMs);
  if (ailment === undefined) return finding;
  return { kind: ailment, detail: details[ailment], bytes: input.bytes, cuts: input.cuts };
}

const details = {
  down: "the server takes no connection any more",
  hang: "the server does not answer a PING any more",
} as const;

class ServerRun {
  readonly #options: FuzzServerOptions;
  /** Inputs that are being tried, by run. */
  readonly #open = new Map<number, ServerInput>();
  #next = 0;
  #runs = 0;
  #bytes = 0;
  #finding: Finding | undefined;
  #suspects: Finding[] | undefined;

  constructor(options: FuzzServerOptions) {
    this.#options = options;
  }

  /** One connection after the other. */
  async lane(): Promise<void> {
    const { seed, runs, deadline, onProgress } = this.#options;
    while (this.#finding === undefined && this.#next < runs && performance.now() < deadline) {
      const run = this.#next++;
      const input = serverInput(seed, run);
      this.#open.set(run, input);
      const finding = await tryInput(input, this.#options);
      this.#runs++;
      this.#bytes += input.bytes.length;
      if (finding !== undefined) this.#note({ ...finding, run });
      this.#open.delete(run);
      onProgress?.({ runs: this.#runs, bytes: this.#bytes });
    }
  }

  async result(): Promise<RunResult> {
    const finding = this.#finding && (await this.#minimised(this.#finding));
    return { runs: this.#runs, bytes: this.#bytes, finding, suspects: this.#suspects };
  }

  /** The first finding counts; if the server is gone, every open input may be to blame. */
  #note(finding: Finding): void {
    if (this.#finding !== undefined) return;
    this.#finding = finding;
    const { kind, detail } = finding;
    if (kind !== "down" && kind !== "hang") return;
    const others = [...this.#open].filter(([run]) => run !== finding.run);
    this.#suspects = others.map(([run, { bytes, cuts }]) => ({ kind, detail, run, bytes, cuts }));
  }

  async #minimised(finding: Finding): Promise<Finding> {
    const { address, hangMs, minimiseMs } = this.#options;
    const until = performance.now() + minimiseMs;
    let smallest = finding;
    let gone = (await ailmentOf(address, hangMs)) !== undefined;
    const shows = async (bytes: Uint8Array): Promise<boolean> => {
      const again = await tryInput({ bytes, cuts: finding.cuts }, this.#options);
      gone = again?.kind === "down" || again?.kind === "hang";
      if (again?.kind !== finding.kind) return false;
      smallest = { ...again, run: finding.run };
      return true;
    };
    const stop = (): boolean => gone || performance.now() > until;
    await minimiseBytes(finding.bytes, shows, { stop });
    return smallest;
  }
}
