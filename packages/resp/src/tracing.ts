// "@respite/resp/tracing": a tracer that publishes a client's operations on node:diagnostics_channel, for
// Node, Deno and Bun. Channels are named `respite:…` as those of other packages are (`<package>:<operation>`),
// their events are those of TracingChannel: start, end, asyncStart, asyncEnd, error.

import diagnosticsChannel, { type TracingChannel } from "node:diagnostics_channel";
import { RespError } from "./base/index.ts";
import type { ClientTracer, TracedOperation } from "./client/index.ts";
import { ReplyError } from "./codec/index.ts";

export type { ClientTracer, TracedOperation } from "./client/index.ts";

/** The name of each kind's channel, without the `tracing:` and `:start` around it. */
export const channelNames: Readonly<Record<TracedOperation["kind"], string>> = Object.freeze({
  command: "respite:command",
  batch: "respite:batch",
  connect: "respite:connect",
  poolWait: "respite:pool:wait",
});

/** What a subscriber is given at every event of one operation: always the same object. */
export interface TracedMessage extends TracedOperation {
  /**
   * OpenTelemetry's names (https://opentelemetry.io/docs/specs/semconv/database/redis/): those of the start
   * from the start, `error.type` and `db.response.status_code` once it has failed.
   */
  readonly attributes: Record<string, string | number>;
  /** How it failed, from the `error` event on. */
  readonly error?: unknown;
}

/** Settings of {@link diagnosticsTracer}. */
export interface DiagnosticsTracerOptions {
  /** True to publish how many keys a command names; default false. */
  countKeys?: boolean | undefined;
}

type Channel = TracingChannel<unknown, TracedMessage>;

/**
 * A tracer for the client option `tracer`. While a channel has no subscriber its operations run unobserved.
 * No argument and no reply is ever published.
 */
export function diagnosticsTracer(options: DiagnosticsTracerOptions = {}): ClientTracer {
  const channels = {
    command: open(channelNames.command),
    batch: open(channelNames.batch),
    connect: open(channelNames.connect),
    poolWait: open(channelNames.poolWait),
  };
  return {
    countKeys: options.countKeys === true,
    wants: (kind) => hasSubscribers(channels[kind]),
    trace: (operation, run) => publish(channels[operation.kind], operation, run),
  };
}

function open(name: string): Channel {
  return diagnosticsChannel.tracingChannel<unknown, TracedMessage>(name);
}

/** Asked of the five channels: not every runtime has the sum of them. */
function hasSubscribers({ start, end, asyncStart, asyncEnd, error }: Channel): boolean {
  return (
    start.hasSubscribers ||
    end.hasSubscribers ||
    asyncStart.hasSubscribers ||
    asyncEnd.hasSubscribers ||
    error.hasSubscribers
  );
}

async function publish<T>(
  channel: Channel,
  operation: TracedOperation,
  run: () => Promise<T>,
): Promise<T> {
  const message: TracedMessage = { ...operation, attributes: attributesOf(operation) };
  let result: { value: T } | undefined;
  // tracePromise puts what the promise resolves with on the message: a reply is none of its business.
  await channel.tracePromise(async () => {
    try {
      result = { value: await run() };
    } catch (error) {
      Object.assign(message.attributes, failureOf(error));
      throw error;
    }
  }, message);
  return (result as { value: T }).value;
}

function attributesOf(operation: TracedOperation): Record<string, string | number> {
  const { serverAddress, serverPort, database, command, batchSize } = operation;
  const attributes: Record<string, string | number> = {
    "db.system.name": "redis",
    "db.namespace": String(database),
    "server.address": serverAddress,
    "network.peer.address": serverAddress,
    "network.transport": serverPort === undefined ? "unix" : "tcp",
  };
  if (serverPort !== undefined) {
    attributes["server.port"] = serverPort;
    attributes["network.peer.port"] = serverPort;
  }
  if (command !== undefined) attributes["db.operation.name"] = command;
  if (batchSize !== undefined && batchSize > 1) attributes["db.operation.batch.size"] = batchSize;
  return attributes;
}

function failureOf(error: unknown): Record<string, string> {
  if (error instanceof ReplyError) {
    return { "error.type": error.kind, "db.response.status_code": error.kind };
  }
  if (error instanceof RespError) return { "error.type": error.code };
  return { "error.type": error instanceof Error ? error.name : "_OTHER" };
}
