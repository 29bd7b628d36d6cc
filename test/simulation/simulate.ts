// One run: what a seed makes happen, the coming to rest, the last questions, the close.

import { below, oneOf, type Random } from "@respite/resp/testing";
import type { Replica, Space } from "./replica.ts";
import { Violation } from "./violation.ts";
import { World } from "./world.ts";

/** What a run came to. */
export interface Outcome {
  readonly seed: number;
  /** The first rule that did not hold; undefined = all did. */
  readonly violation: string | undefined;
  /** What happened, each line with its time in ms. */
  readonly trace: readonly string[];
}

const keysOf: Readonly<Record<Space, readonly string[]>> = {
  session: ["a", "b", "c"],
  short: ["a", "b"],
  queued: ["a", "b"],
};
const spaces = Object.keys(keysOf) as Space[];
const tokens = ["t0", "t1", "t2", "t3", "t4"];

/** Runs one seed. Never rejects. */
export async function simulate(seed: number): Promise<Outcome> {
  const world = new World(seed);
  try {
    await world.clock.advance(below(world.random, 300));
    const steps = 30 + below(world.random, 60);
    const run = new Run(world);
    for (let step = 0; step < steps && world.violation === undefined; step += 1) {
      run.step();
      await world.clock.advance(pauseMs(world.random));
    }
    await comeToRest(world);
    await lastQuestions(world);
    await closeAll(world);
  } catch (error) {
    world.violation ??= new Violation(String(error));
  }
  return { seed, violation: world.violation?.message, trace: world.trace };
}

function pauseMs(random: Random): number {
  const kind = random();
  if (kind < 0.35) return 0;
  if (kind < 0.75) return below(random, 20);
  if (kind < 0.95) return below(random, 400);
  return below(random, 3000);
}

type Act = (replica: Replica) => void;

/** The steps of one run. */
class Run {
  readonly #world: World;
  readonly #acts: readonly (readonly [weight: number, act: Act])[];
  readonly #ids: { readonly id: string; readonly issuedAtMs: number }[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#acts = [...this.#operations(), ...this.#faults()];
  }

  step(): void {
    const { random, open } = this.#world;
    const total = this.#acts.reduce((sum, [weight]) => sum + weight, 0);
    let choice = random() * total;
    const act = this.#acts.find(([weight]) => (choice -= weight) < 0)?.[1];
    act?.(oneOf(random, open));
  }

  #operations(): readonly (readonly [number, Act])[] {
    const world = this.#world;
    const { random } = world;
    const place = (): readonly [Space, string] => {
      const space = oneOf(random, spaces);
      return [space, oneOf(random, keysOf[space])];
    };
    return [
      [16, (replica) => world.read(replica, ...place(), world.signal())],
      [9, (replica) => world.set(replica, ...place(), world.signal())],
      [5, (replica) => world.delete(replica, ...place(), world.signal())],
      [3, (replica) => world.revoke(replica, oneOf(random, tokens), world.signal())],
      [9, (replica) => world.isRevoked(replica, oneOf(random, tokens), world.signal())],
      [4, () => this.#consumeNew()],
      [5, (replica) => this.#consumeAgain(replica)],
    ];
  }

  #faults(): readonly (readonly [number, Act])[] {
    const world = this.#world;
    const { random } = world;
    const states = ["cut", "cut", "stalled", "deaf", "mute"] as const;
    return [
      [3, (replica) => this.#for(replica, () => world.wire(replica, oneOf(random, states)))],
      [1, (replica) => this.#for(replica, () => world.slow(replica, 10 + below(random, 90)))],
      [1, (replica) => world.breakChannel(replica, "cut")],
      [1, (replica) => this.#for(replica, () => world.breakChannel(replica, "hold"))],
      [0.7, () => this.#apart()],
      [0.7, () => this.#restart()],
      [0.4, () => world.flush()],
      [0.4, () => world.server.save()],
      [0.7, () => this.#refuse()],
      [0.5, (replica) => this.#replace(replica)],
    ];
  }

  /** Every replica for itself. */
  #apart(): void {
    for (const replica of this.#world.open) {
      this.#for(replica, () => this.#world.wire(replica, "cut"));
    }
  }

  #for(replica: Replica, fault: () => void): void {
    const world = this.#world;
    const { random } = world;
    if (replica.healthySinceMs === undefined) return;
    fault();
    const how = oneOf(random, ["deliver", "reset"] as const);
    this.#later(() => world.mend(replica, how));
  }

  #restart(): void {
    const world = this.#world;
    if (!world.server.embedded.running) return;
    world.kill(oneOf(world.random, ["all", "saved", "nothing"]));
    this.#later(() => world.start());
  }

  #refuse(): void {
    const world = this.#world;
    if (!world.server.embedded.running) return;
    world.refuse(oneOf(world.random, ["OOM", "READONLY"]));
    this.#later(() => world.refuse(undefined));
  }

  #replace(replica: Replica): void {
    this.#world.leave(replica);
    this.#world.join(Number(replica.name.split(".")[0]));
  }

  #consumeNew(): void {
    const { clock, open, random } = this.#world;
    const id = { id: `id${this.#ids.length}`, issuedAtMs: clock.exact.now() };
    this.#ids.push(id);
    for (let times = 1 + below(random, 3); times > 0; times -= 1) {
      this.#world.consume(oneOf(random, open), id.id, id.issuedAtMs);
    }
  }

  #consumeAgain(replica: Replica): void {
    if (this.#ids.length === 0) return;
    const { id, issuedAtMs } = oneOf(this.#world.random, this.#ids);
    this.#world.consume(replica, id, issuedAtMs);
  }

  #later(end: () => void): void {
    const { random, clock } = this.#world;
    const longMs = random() < 0.5 ? 200 : 4000;
    clock.exact.setTimer(end, 1 + below(random, longMs));
  }
}

/** Long enough for every fault to end, every back-off and every replay. */
async function comeToRest(world: World): Promise<void> {
  await world.clock.advance(4001);
  for (const replica of world.open) world.mend(replica, "reset");
  await world.clock.advance(9000);
}

/** Everybody, and one who has just come, is asked for everything. */
async function lastQuestions(world: World): Promise<void> {
  if (world.violation !== undefined) return;
  world.join(9);
  await world.clock.advance(2000);
  for (const replica of world.open) {
    const { availability, journaled, queued } = replica.stats();
    if (availability !== "normal" || journaled + queued > 0) {
      throw new Violation(`${replica.name} has not come to rest: ${availability}, ${journaled}`);
    }
    const [asked] = await Promise.all([
      askEverything(world, replica).catch((error: unknown) => error),
      world.clock.advance(500),
    ]);
    if (asked !== undefined) throw asked;
  }
}

async function askEverything(world: World, replica: Replica): Promise<void> {
  for (const space of spaces) {
    if (space === "short") continue;
    for (const key of keysOf[space]) {
      const value = await replica.spaces[space].get(key);
      world.registers.judgeEnd(`${space}/${key}`, `replica ${replica.name}`, value);
    }
  }
  for (const token of world.security.tokens) {
    const isRevoked = await replica.revoked.get(token);
    if (isRevoked !== true) world.security.judgeEnd(token, `replica ${replica.name}`, world.nowMs);
  }
}

async function closeAll(world: World): Promise<void> {
  for (const replica of world.open) world.leave(replica);
  await world.clock.advance(5000);
  void world.server.embedded.stop();
  await world.clock.advance(0);
  if (world.violation !== undefined) return;
  const open = world.replicas.reduce((sum, { port }) => sum + port.wires, 0);
  if (world.running > 0) throw new Violation(`${world.running} operations never ended`);
  if (open > 0) throw new Violation(`${open} connections are left after the close`);
  if (world.clock.pending > 0) {
    throw new Violation(`${world.clock.pending} timers are left after the close`);
  }
  for (const { cache, name } of world.replicas) {
    const code = await cache
      .namespace("session")
      .get("a")
      .catch((error: { code?: string }) => error.code);
    if (code !== "CLOSED") throw new Violation(`${name} answers after its close: ${String(code)}`);
  }
}
