// What the callers of a schedule do: commands of every sort, each with a token that only its own reply
// can show, under deadlines, signals and permission to repeat as chance has it.

import { type Client, type Command, isRespError, type Lease, type Reply } from "@respite/resp";
import { below, oneOf, type Random, seededRandom } from "@respite/resp/testing";
import type { Effect, Fate, Ledger } from "./ledger.ts";
import type { Plan } from "./plan.ts";
import type { Stage } from "./stage.ts";
import type { Tally } from "./tally.ts";
import { tokenMark, type Watch, type Watched } from "./watch.ts";

/** Adds to KEYS[1], and says what it is told. */
export const echoScript = "redis.call('INCRBY', KEYS[1], ARGV[1]) return ARGV[2]";

/** What all actors of a schedule share. */
export interface LoadContext {
  readonly plan: Plan;
  readonly stage: Stage;
  readonly client: Client;
  readonly ledger: Ledger;
  readonly tally: Tally;
  readonly watch: Watch;
}

interface Bounds {
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly idempotent: boolean;
}

/** One caller. */
export class Actor {
  readonly #context: LoadContext;
  readonly #random: Random;
  readonly #name: string;
  #serial = 0;
  /** Values its register may hold: what was acknowledged last, and what may have been executed. */
  #register = new Set<string | null>([null]);

  constructor(context: LoadContext, index: number) {
    this.#context = context;
    this.#random = seededRandom(context.plan.seed * 31 + index);
    this.#name = `${context.plan.seed}.${index}`;
  }

  /** The server has lost its data. */
  forget(): void {
    this.#register.add(null);
  }

  async run(): Promise<void> {
    const { plan, stage } = this.#context;
    const operations = [
      () => this.#echo(),
      () => this.#add(),
      () => this.#add(),
      () => this.#append(),
      () => this.#write(),
      () => this.#read(),
      () => this.#batch(),
      () => this.#transaction(),
      () => this.#watched(),
      () => this.#lease(),
      () => this.#script(),
      () => this.#block(),
      () => this.#messages(),
      () => this.#unknown(),
      () => this.#burst(),
      () => this.#large(),
    ];
    for (let count = 0; count < plan.operationsPerActor; count += 1) {
      const operation = oneOf(this.#random, operations);
      const second = this.#random() < 0.3 ? oneOf(this.#random, operations) : undefined;
      await Promise.all([operation(), second?.()]);
      if (plan.pauseMs > 0) await stage.pass(below(this.#random, plan.pauseMs));
    }
  }

  async #echo(): Promise<void> {
    const token = this.#token();
    const bounds = this.#bounds(`ECHO ${token}`);
    const bytes = this.#random() < 0.3;
    const strings = bytes ? ("bytes" as const) : undefined;
    const { outcome } = await this.#command(`ECHO ${token}`, bounds, (options) =>
      this.#context.client.call(["ECHO", token], { ...options, strings }),
    );
    if (outcome !== undefined && "value" in outcome)
      this.#same("ECHO", textOf(outcome.value), token);
  }

  async #add(): Promise<void> {
    const { effect, amount } = this.#sum("INCRBY");
    const bounds = this.#bounds(effect.what);
    const watched = await this.#command(effect.what, bounds, (options) =>
      this.#context.client.call(["INCRBY", effect.key, amount], options),
    );
    effect.fate = fateOf(watched, bounds.idempotent);
    if (effect.fate === "once") this.#same(effect.what, valueOf(watched), amount);
  }

  async #append(): Promise<void> {
    const { effect, token } = this.#text("APPEND");
    const bounds = this.#bounds(effect.what);
    const watched = await this.#command(effect.what, bounds, (options) =>
      this.#context.client.call(["APPEND", effect.key, token], options),
    );
    effect.fate = fateOf(watched, bounds.idempotent);
    if (effect.fate === "once") this.#same(effect.what, valueOf(watched), token.length);
  }

  async #write(): Promise<void> {
    const value = this.#token();
    const what = `SET ${value}`;
    const bounds = this.#bounds(what);
    // It may be executed at any moment from here on.
    this.#register.add(value);
    const watched = await this.#command(what, bounds, (options) =>
      this.#context.client.set(`register:${this.#name}`, value, options),
    );
    const fate = fateOf(watched, false);
    if (fate === "never") this.#register.delete(value);
    if (fate === "once") this.#same(what, valueOf(watched), "OK");
  }

  async #read(): Promise<void> {
    const key = `register:${this.#name}`;
    const what = `GET for ${this.#token()}`;
    const watched = await this.#command(what, this.#bounds(what), (options) =>
      this.#context.client.get(key, options),
    );
    if (watched.outcome === undefined || "error" in watched.outcome) return;
    const value = watched.outcome.value;
    if (!this.#register.has(value) && !this.#wasWritten(value)) {
      this.#context.tally.found("mismatched", `${what}: got ${JSON.stringify(value)}`);
    }
  }

  /** Its own token of any age: with connections side by side an older write may come later. */
  #wasWritten(value: string | null): boolean {
    return value !== null && value.startsWith(`${tokenMark}${this.#name}.`);
  }

  async #batch(): Promise<void> {
    const { client } = this.#context;
    const token = this.#token();
    const { effect, amount } = this.#sum("batch INCRBY");
    const text = this.#text("batch APPEND");
    const what = `batch ${token}`;
    const bounds = this.#bounds(what);
    const watched = await this.#command(what, bounds, (options) =>
      client.batch(
        [
          asIs(["ECHO", token]),
          asIs(["INCRBY", effect.key, amount]),
          asIs(["NOSUCHCOMMAND", token]),
          asIs(["APPEND", text.effect.key, text.token]),
          asIs(["ECHO", `${token}/2`]),
        ],
        options,
      ),
    );
    const fates = [effect, text.effect];
    if (watched.outcome === undefined || "error" in watched.outcome) {
      for (const each of fates) each.fate = fateOf(watched, bounds.idempotent);
      return;
    }
    const [first, sum, unknown, length, last] = watched.outcome.value as (Reply | Error)[];
    effect.fate = fateOfResult(sum, bounds.idempotent);
    text.effect.fate = fateOfResult(length, bounds.idempotent);
    this.#sameResult(what, first, token);
    this.#sameResult(what, last, `${token}/2`);
    if (effect.fate === "once") this.#same(what, sum, amount);
    if (text.effect.fate === "once") this.#same(what, length, text.token.length);
    if (!(unknown instanceof Error)) this.#same(what, unknown, "an error");
    for (const result of [sum, unknown, length]) {
      if (result instanceof Error) this.#context.watch.judge(what, result);
    }
  }

  async #transaction(): Promise<void> {
    const { client, ledger } = this.#context;
    const group = ledger.newGroup();
    const token = this.#token();
    const { effect, amount } = this.#sum("EXEC INCRBY", group);
    const text = this.#text("EXEC APPEND", group);
    const what = `transaction ${token}`;
    const bounds = this.#bounds(what);
    const watched = await this.#onLease(what, bounds, 1, (options) =>
      client.transaction(
        [
          asIs(["INCRBY", effect.key, amount]),
          asIs(["ECHO", token]),
          asIs(["APPEND", text.effect.key, text.token]),
        ],
        options,
      ),
    );
    this.#settleTransaction(what, watched, [effect, text.effect]);
    if (watched.outcome === undefined || "error" in watched.outcome) return;
    this.#same(what, watched.outcome.value, [amount, token, text.token.length]);
  }

  async #watched(): Promise<void> {
    const { client, ledger } = this.#context;
    const group = ledger.newGroup();
    const token = this.#token();
    const { effect, amount } = this.#sum("WATCH INCRBY", group);
    const text = this.#text("WATCH APPEND", group);
    const what = `watch ${token}`;
    const bounds = this.#bounds(what);
    const watched = await this.#onLease(what, bounds, 4, ({ timeoutMs, signal }) =>
      client.watch(
        `watched:${token}`,
        async (lease) => {
          this.#same(what, await lease.call(["ECHO", token], { timeoutMs, signal }), token);
          return [
            asIs(["INCRBY", effect.key, amount]),
            asIs(["APPEND", text.effect.key, text.token]),
          ];
        },
        { timeoutMs, signal },
      ),
    );
    this.#settleTransaction(what, watched, [effect, text.effect]);
  }

  /** Where MULTI itself was refused, the rest were ordinary commands. */
  #settleTransaction(what: string, watched: Watched<unknown>, effects: Effect[]): void {
    for (const effect of effects) effect.fate = fateOf(watched, false);
    const { outcome } = watched;
    const refused =
      outcome !== undefined &&
      "error" in outcome &&
      isRespError(outcome.error) &&
      outcome.error.code === "REFUSED";
    if (!refused) return;
    for (const effect of effects) Object.assign(effect, { group: undefined });
    if (effects.some(({ fate }) => fate !== "maybe")) this.#same(what, "told never", "maybe");
  }

  async #lease(): Promise<void> {
    const { client } = this.#context;
    const token = this.#token();
    const { effect, amount } = this.#sum("leased INCRBY");
    const what = `lease ${token}`;
    const bounds = this.#bounds(what);
    effect.fate = "never";
    const use = async (lease: Lease): Promise<void> => {
      const { timeoutMs, signal } = bounds;
      this.#same(what, await lease.call(["ECHO", token], { timeoutMs, signal }), token);
      effect.fate = undefined;
      const result = await lease
        .call(["INCRBY", effect.key, amount], { timeoutMs, signal })
        .catch((error: unknown) => error as Error);
      effect.fate = fateOfResult(result, false);
      if (result instanceof Error) throw result;
      this.#same(what, result, amount);
      this.#same(
        what,
        await lease.call(["ECHO", `${token}/2`], { timeoutMs, signal }),
        `${token}/2`,
      );
    };
    await this.#onLease(what, bounds, 3, ({ timeoutMs, signal }) =>
      client.lease(use, { timeoutMs, signal }),
    );
  }

  async #script(): Promise<void> {
    const { effect, amount } = this.#sum("EVAL");
    const token = this.#token();
    const bounds = { ...this.#bounds(effect.what), idempotent: false };
    const watched = await this.#command(effect.what, bounds, (options) =>
      this.#context.client.call(["EVAL", echoScript, 1, effect.key, amount, token], options),
    );
    effect.fate = fateOf(watched, false);
    if (effect.fate === "once") this.#same(effect.what, valueOf(watched), token);
  }

  /** One waits for an element, another brings it. */
  async #block(): Promise<void> {
    const { client, ledger, plan, stage } = this.#context;
    const token = this.#token();
    const key = `list:${token}`;
    const effect = ledger.expect(`RPUSH ${key}`, key, { type: "list", token });
    const seconds = oneOf(this.#random, [0.05, 0.3]);
    const what = `BLPOP ${key}`;
    const bounds = { ...this.#bounds(what), idempotent: false };
    const boundMs = bounds.timeoutMs ?? (plan.client.commandTimeoutMs ?? 0) + seconds * 1000;
    const waiting = this.#context.watch.promise(what, boundMs, () =>
      client.call(["BLPOP", key, seconds], bounds),
    );
    await stage.pass(below(this.#random, 120));
    const pushed = await this.#command(effect.what, this.#bounds(""), (options) =>
      client.call(["RPUSH", key, token], { ...options, idempotent: false }),
    );
    effect.fate = fateOf(pushed, false);
    const popped = await waiting;
    const fate = fateOf(popped, false);
    if (fate !== "once") {
      effect.taken.most = fate === "never" ? 0 : 1;
      return;
    }
    const value = valueOf(popped);
    if (value === null) return;
    Object.assign(effect.taken, { least: 1, most: 1 });
    this.#same(what, value, [key, token]);
    if (effect.fate === "never") this.#same(what, value, "nothing, since nothing was sent");
  }

  /** A subscription, and messages that must be its own, each once at most. */
  async #messages(): Promise<void> {
    const { client, plan, tally, watch } = this.#context;
    const token = this.#token();
    const channel = `channel:${token}`;
    const expected = new Set<string>();
    const bounds = this.#bounds("");
    const subscribed = await watch.promise(
      `SUBSCRIBE ${channel}`,
      plan.client.commandTimeoutMs ?? 0,
      () =>
        client.subscribe(channel, {
          onMessage: ({ channel: from, message }) => {
            tally.messages += 1;
            if (from === channel && expected.delete(message)) return;
            tally.found("mismatched", `${channel}: ${message} on ${from}, unasked or twice`);
          },
        }),
    );
    if (subscribed.outcome === undefined || "error" in subscribed.outcome) return;
    for (let count = 0; count < 2; count += 1) {
      const message = `${token}/${count}`;
      expected.add(message);
      const what = `PUBLISH ${message}`;
      const sent = await this.#command(what, { ...bounds, signal: undefined }, (options) =>
        client.call(["PUBLISH", channel, message], { ...options, idempotent: false }),
      );
      if (fateOf(sent, false) === "never" && !expected.has(message)) {
        tally.found("doubled", `${what}: told never, and received`);
      }
    }
    const { value } = subscribed.outcome;
    const closing = plan.client.commandTimeoutMs ?? 0;
    await watch.promise(`UNSUBSCRIBE ${channel}`, closing, () => value.close());
  }

  /** The server's error repeats the arguments; ours must not. */
  async #unknown(): Promise<void> {
    const token = this.#token();
    const what = `NOSUCHCOMMAND ${token}`;
    const watched = await this.#command(what, this.#bounds(what), (options) =>
      this.#context.client.call(["NOSUCHCOMMAND", token], options),
    );
    if (fateOf(watched, false) === "once") this.#same(what, valueOf(watched), "an error");
  }

  /** Many in one turn: their replies come in one piece, and some have no caller any more. */
  async #burst(): Promise<void> {
    const count = 5 + below(this.#random, 40);
    await Promise.all(Array.from({ length: count }, () => this.#echo()));
  }

  /** More than a link takes at once, and back. */
  async #large(): Promise<void> {
    const token = this.#token();
    const key = `large:${token}`;
    const value = token.repeat(1 + below(this.#random, 3000));
    const what = `SET ${key}`;
    const { client } = this.#context;
    const [set, got] = await Promise.all([
      this.#command(what, this.#bounds(what), (options) => client.set(key, value, options)),
      this.#command(`GET ${key}`, this.#bounds(`GET ${key}`), (options) =>
        client.get(key, options),
      ),
    ]);
    if (fateOf(set, false) === "once") this.#same(what, valueOf(set), "OK");
    const read = valueOf(got) ?? null;
    // Over several connections the one may overtake the other.
    if (read !== null) this.#same(`GET ${key}`, read === value, true);
  }

  #command<T>(
    what: string,
    bounds: Bounds,
    start: (options: Bounds) => Promise<T>,
  ): Promise<Watched<T>> {
    const boundMs = bounds.timeoutMs ?? this.#context.plan.client.commandTimeoutMs ?? 0;
    return this.#context.watch.promise(what, boundMs, () => start(bounds));
  }

  /** The wait for the lease has a deadline, and so has each step on it. */
  #onLease<T>(
    what: string,
    bounds: Bounds,
    steps: number,
    start: (options: Bounds) => Promise<T>,
  ): Promise<Watched<T>> {
    const { poolTimeoutMs = 0, commandTimeoutMs = 0 } = this.#context.plan.client;
    const { timeoutMs } = bounds;
    // Each deadline may be missed by the wheel's 20 ms.
    const boundMs = (timeoutMs ?? poolTimeoutMs) + steps * ((timeoutMs ?? commandTimeoutMs) + 20);
    return this.#context.watch.promise(what, boundMs, () => start(bounds));
  }

  #bounds(what: string): Bounds {
    const random = this.#random;
    const timeoutMs = random() < 0.4 ? 5 + below(random, 600) : undefined;
    const idempotent = random() < 0.2;
    if (random() >= 0.25) return { timeoutMs, idempotent, signal: undefined };
    const controller = new AbortController();
    const abort = (): void => {
      controller.abort();
      if (what !== "") this.#context.watch.dueNow(what);
    };
    const afterMs = oneOf(random, [0, 1, 20, 200]);
    if (afterMs === 0) queueMicrotask(abort);
    else void this.#context.stage.pass(afterMs).then(abort);
    return { timeoutMs, idempotent, signal: controller.signal };
  }

  #sum(name: string, group?: number): { effect: Effect; amount: number } {
    const amount = 1000 + this.#serial;
    const key = `sum:${this.#token()}`;
    const effect = this.#context.ledger.expect(
      `${name} ${key}`,
      key,
      { type: "sum", amount },
      group,
    );
    return { effect, amount };
  }

  #text(name: string, group?: number): { effect: Effect; token: string } {
    const token = this.#token();
    const key = `text:${token}`;
    const effect = this.#context.ledger.expect(
      `${name} ${key}`,
      key,
      { type: "text", token },
      group,
    );
    return { effect, token };
  }

  #token(): string {
    this.#serial += 1;
    return `${tokenMark}${this.#name}.${this.#serial}:${below(this.#random, 1e9).toString(36)}`;
  }

  #sameResult(what: string, result: Reply | Error | undefined, expected: unknown): void {
    if (result instanceof Error) this.#context.watch.judge(what, result);
    else this.#same(what, result, expected);
  }

  #same(what: string, got: unknown, expected: unknown): void {
    const [left, right] = [JSON.stringify(got), JSON.stringify(expected)];
    if (left === right) return;
    this.#context.tally.found("mismatched", `${what}: got ${left}, expected ${right}`);
  }
}

function asIs(args: readonly (string | number)[]): Command<Reply> {
  return { args, reply: (reply) => reply };
}

function textOf(reply: unknown): unknown {
  return ArrayBuffer.isView(reply) ? new TextDecoder().decode(reply) : reply;
}

function valueOf({ outcome }: Watched<unknown>): unknown {
  return outcome !== undefined && "value" in outcome ? outcome.value : undefined;
}

function fateOf({ outcome }: Watched<unknown>, idempotent: boolean): Fate {
  if (outcome === undefined) return "any";
  return fateOfResult("error" in outcome ? outcome.error : outcome.value, idempotent);
}

function fateOfResult(result: unknown, idempotent: boolean): Fate {
  if (!(result instanceof Error)) return idempotent ? "some" : "once";
  if (!isRespError(result) || !result.maybeExecuted) return "never";
  return idempotent ? "any" : "maybe";
}
