// A real server behind a proxy and a wire on a port of this machine, at the machine's own time.

import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setTimeout as pass } from "node:timers/promises";
import { type LinkHandlers, nodeTransport } from "@respite/resp";
import { resolveEnvironment } from "@respite/resp/base";
import { RecordingProxy, seededRandom } from "@respite/resp/testing";
import { CommandFaults } from "./command-faults.ts";
import type { LagMonitor } from "./lag.ts";
import type { Plan } from "./plan.ts";
import type { RealServer } from "./real-server.ts";
import type { Stage } from "./stage.ts";
import { type StoppableLink, Wire } from "./wire.ts";

const host = "127.0.0.1";

/** Builds the stage of one schedule in front of `server`. */
export async function realStage(
  { seed }: Plan,
  server: RealServer,
  lag: LagMonitor,
): Promise<Stage> {
  const environment = resolveEnvironment({ random: seededRandom(seed) });
  const wire = new Wire(environment, seededRandom(seed + 1));
  const commandFaults = new CommandFaults(environment);
  const proxy = new RecordingProxy(
    nodeTransport(),
    { host, port: server.port },
    {
      environment,
      faults: commandFaults.hook,
    },
  );
  const door = new Door((link) => wire.accept(link, (behind) => proxy.accept(behind)));
  await door.open();
  const stage: Stage = {
    environment,
    transport: nodeTransport(),
    target: { host, port: door.port },
    wire,
    commandFaults,
    lagMs: (fromMs, toMs) => lag.between(fromMs, toMs),
    lastStallMs: () => Math.max(lag.lastStallMs, server.lastStallMs),
    turn: async () => {
      await nextTurn();
      await nextTurn();
    },
    pass: (ms) => pass(ms),
    harm: async (fault) => {
      if (fault.kind === "loading") {
        commandFaults.refuse("loading", true);
        await pass(fault.forMs);
        commandFaults.refuse("loading", false);
        return;
      }
      // A host that is gone refuses connections; a proxy whose server is gone accepts and closes them.
      const shut = fault.kind === "kill" && fault.choice < 0.5;
      if (shut) door.close();
      await server.harm(fault, pass);
      if (shut) await door.open();
    },
    heal: async () => {
      await server.heal();
      void server.measure();
    },
    beforeLoss: () => {},
    read: (db, keys) => server.read(db, keys),
    write: (db, key, value) => server.write(db, key, value),
    dispose: () => {
      server.stopMeasuring();
      door.close();
      wire.close();
      proxy.close();
      return Promise.resolve();
    },
  };
  return stage;
}

/** A port that can be shut and opened again. */
class Door {
  port = 0;
  readonly #accept: (link: StoppableLink) => LinkHandlers;
  #listener: Server | undefined;

  constructor(accept: (link: StoppableLink) => LinkHandlers) {
    this.#accept = accept;
  }

  async open(): Promise<void> {
    if (this.#listener !== undefined) return;
    const listener = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
      this.#serve(socket);
    });
    this.#listener = listener;
    await new Promise<void>((resolve, reject) => {
      listener.once("error", reject);
      listener.listen({ host, port: this.port }, resolve);
    });
    this.port = (listener.address() as AddressInfo).port;
  }

  close(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  #serve(socket: Socket): void {
    const handlers = this.#accept({
      write: (bytes) => socket.writable && socket.write(bytes),
      end: () => socket.end(),
      destroy: () => socket.resetAndDestroy(),
      pause: () => socket.pause(),
      resume: () => socket.resume(),
    });
    let isOpen = true;
    const close = (): void => {
      if (isOpen) handlers.close();
      isOpen = false;
    };
    socket.on("data", (chunk) => handlers.data(chunk));
    socket.on("error", () => {
      // "close" follows.
    });
    socket.once("end", () => {
      close();
      socket.end();
    });
    socket.once("close", close);
  }
}
