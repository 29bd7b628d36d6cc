// A run against a server: several connections at a time, a PING after each, and when something is
// found the input is made small as long as the server lives to be asked.

import { minimiseBytes } from "@respite/resp/testing";
import type { Finding, RunOptions, RunResult } from "../finding.ts";
import { checkServer, healthOf, type ServerPatience } from "./check-server.ts";
import { serverInput, type ServerInput } from "./server-input.ts";
import type { ServerTarget } from "./target.ts";

/** A run against a server. */
export interface FuzzServerOptions extends RunOptions, ServerPatience {
  /** The server. */
  readonly target: ServerTarget;
  /** Connections at a time. */
  readonly connections: number;
  /** How long minimising may take, in milliseconds. */
  readonly minimiseMs: number;
  /** Called with a sentence that whoever started the run should read. */
  readonly onNote?: ((text: string) => void) | undefined;
}

/** Fuzzes the server until something is found. @throws {Error} if it does not answer, or refuses the login. */
export async function fuzzServer(options: FuzzServerOptions): Promise<RunResult> {
  await admit(options);
  const run = new ServerRun(options);
  const lanes = Array.from({ length: options.connections }, () => run.lane());
  await Promise.all(lanes);
  return run.result();
}

/** Tries one input again. @throws {Error} as {@link fuzzServer}. */
export async function replayServer(
  input: ServerInput,
  options: Pick<FuzzServerOptions, "target" | "hangMs" | "quietMs" | "onNote">,
): Promise<RunResult> {
  await admit(options);
  const finding = await tryInput(input, options);
  return { runs: 1, bytes: input.bytes.length, finding };
}

/** Sees to it that there is a server to be fuzzed, and that it lets us in. */
async function admit({
  target,
  hangMs,
  onNote,
}: Pick<FuzzServerOptions, "target" | "hangMs" | "onNote">): Promise<void> {
  const { host, port, login, tls } = target;
  const { ailment, reason, refusal } = await healthOf(target, hangMs);
  if (ailment !== undefined) {
    const why = reason?.message ?? (ailment === "hang" ? `silence for ${hangMs} ms` : "it closed");
    const how = tls === undefined ? "" : " over TLS";
    const hint = tls !== undefined && isDistrust(reason) ? " --ca names whom to trust." : "";
    throw new Error(`No server answers a PING at ${host}:${port}${how}: ${why}.${hint}`);
  }
  if (refusal === undefined) return;
  if (login === undefined) {
    onNote?.(`The server says "${refusal}" to strangers; without a password no more is fuzzed.`);
  } else throw new Error(`The server refuses the login: ${withoutSecret(refusal, login.password)}`);
}

/** True for a certificate that nobody vouches for. */
function isDistrust(reason: Error | undefined): boolean {
  return /self-signed|unable to (?:verify|get)/i.test(reason?.message ?? "");
}

/** A server may well repeat what it was sent. */
function withoutSecret(text: string, password: string): string {
  return password === "" ? text : text.replaceAll(password, "***");
}

async function tryInput(
  input: ServerInput,
  options: Pick<FuzzServerOptions, "target" | "hangMs" | "quietMs">,
): Promise<Finding | undefined> {
  const finding = await checkServer(options.target, input, options);
  const { ailment } = await healthOf(options.target, options.hangMs);
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
    const { target, hangMs, minimiseMs } = this.#options;
    const until = performance.now() + minimiseMs;
    let smallest = finding;
    let gone = (await healthOf(target, hangMs)).ailment !== undefined;
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
