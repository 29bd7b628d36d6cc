// A bare connection to a scripted server, for what the client in between would hide.

import { onTestFinished } from "vitest";
import { encodeCommand, type Push, type Reply } from "@respite/resp/codec";
import {
  type Connection,
  DeadlineWheel,
  openConnection,
  type Slot,
} from "../../src/connection/index.ts";
import type { OpenSettings } from "../../src/connection/open-connection.ts";
import { FakeServer, resp2Handshake, resp3Handshake } from "./fake-server.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** A connection and what it told its owner. */
export interface RawStage {
  readonly clock: VirtualClock;
  readonly server: FakeServer;
  readonly connection: Connection;
  readonly pushes: Push[];
  /** Why it ended; undefined while it is open. */
  readonly ended: () => Error | undefined;
}

/** Opens a connection; it is destroyed when the test ends. */
export async function rawStage(options: Partial<OpenSettings> = {}): Promise<RawStage> {
  const clock = new VirtualClock();
  const server = new FakeServer(clock);
  const protocol = options.handshake?.protocol ?? 2;
  server.handshake = protocol === 2 ? resp2Handshake : resp3Handshake;
  const pushes: Push[] = [];
  let error: Error | undefined;
  const connection = await openConnection(
    {
      transport: server.transport,
      target: { host: "127.0.0.1", port: 6379, tls: undefined },
      environment: clock.environment,
      wheel: new DeadlineWheel(clock.environment),
      limits: {},
      mode: "command",
      dialTimeoutMs: 1000,
      readTimeoutMs: 1000,
      writeTimeoutMs: 1000,
      integrityCheckEvery: 0,
      handshake: {
        protocol,
        username: undefined,
        password: undefined,
        db: 0,
        clientName: undefined,
      },
      ...options,
    },
    { push: (push) => pushes.push(push), closed: (_connection, reason) => (error = reason) },
  );
  onTestFinished(() => connection.destroy());
  return { clock, server, connection, pushes, ended: () => error };
}

/** Sends a command as the client's own (`own`) or as a caller's; resolves with what becomes of it. */
export function sendRaw(
  connection: Connection,
  args: readonly string[],
  own?: true,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const slot: Slot = {
      bytes: encodeCommand(args),
      strings: "utf8",
      remaining: 1,
      written: false,
      abandoned: false,
      silenceMs: 0,
      own,
      settle: resolve,
      lose: reject,
    };
    connection.send(slot);
  });
}
