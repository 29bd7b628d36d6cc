// Between a client and its tracer: says where and what, and asks first whether anybody listens.

import type { CommandArgument } from "../codec/index.ts";
import { type CommandInfo, keysOf } from "../commands/index.ts";
import type { Target } from "../connection/index.ts";
import type { ClientTracer, TracedOperation } from "./tracer.ts";

/** What a tracer is told of every operation. */
type Place = Pick<TracedOperation, "serverAddress" | "serverPort" | "database">;

/** What operations are described by. */
export interface TracesSettings {
  readonly tracer: ClientTracer;
  readonly target: Target;
  readonly db: number;
  readonly infoOf: (args: readonly CommandArgument[]) => CommandInfo;
}

/** The traced operations of one client. */
export class Traces {
  readonly #settings: TracesSettings;
  readonly #place: Place;

  constructor(settings: TracesSettings) {
    this.#settings = settings;
    const { target, db } = settings;
    this.#place =
      "path" in target
        ? { serverAddress: target.path, serverPort: undefined, database: db }
        : { serverAddress: target.host, serverPort: target.port, database: db };
  }

  /** One command. */
  command<T>(args: readonly CommandArgument[], run: () => Promise<T>): Promise<T> {
    const { tracer, infoOf } = this.#settings;
    if (!tracer.wants("command")) return run();
    const info = infoOf(args);
    const words = info.name.includes(" ") ? 2 : 1;
    const keyCount = tracer.countKeys === true ? keysOf(args).length : undefined;
    const operation = { command: info.name, argumentCount: args.length - words, keyCount };
    return tracer.trace({ kind: "command", ...this.#place, ...operation }, run);
  }

  /** Commands that are sent together. */
  batch<T>(command: "PIPELINE" | "MULTI", batchSize: number, run: () => Promise<T>): Promise<T> {
    const { tracer } = this.#settings;
    if (!tracer.wants("batch")) return run();
    return tracer.trace({ kind: "batch", ...this.#place, command, batchSize }, run);
  }

  /** The wait for a connection of the pool. */
  poolWait<T>(run: () => Promise<T>): Promise<T> {
    return this.#plain("poolWait", run);
  }

  /** The opening of a connection, handshake included. */
  connect<T>(run: () => Promise<T>): Promise<T> {
    return this.#plain("connect", run);
  }

  #plain<T>(kind: "connect" | "poolWait", run: () => Promise<T>): Promise<T> {
    const { tracer } = this.#settings;
    return tracer.wants(kind) ? tracer.trace({ kind, ...this.#place }, run) : run();
  }
}
