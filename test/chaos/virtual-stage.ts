// The whole system in one thread on a virtual clock: the embedded server, behind a proxy and a wire in
// memory. Seconds of faults take milliseconds.

import { setImmediate as nextTurn } from "node:timers/promises";
import { decodeUtf8 } from "@respite/resp/base";
import {
  createMemoryNetwork,
  EmbeddedServer,
  RecordingProxy,
  seededRandom,
  VirtualClock,
} from "@respite/resp/testing";
import { CommandFaults, isRefusal } from "./command-faults.ts";
import { echoScript } from "./load.ts";
import { type Plan, type PlannedFault, secrets } from "./plan.ts";
import type { Stage, Stored } from "./stage.ts";
import { Wire } from "./wire.ts";

const target = { host: "127.0.0.1", port: 6379 };

/** Builds the stage of one virtual schedule. */
export function virtualStage({ seed }: Plan): Stage & { readonly clock: VirtualClock } {
  const clock = new VirtualClock({ seed, settle: () => nextTurn() });
  const { environment } = clock;
  const server = createServer(clock);
  const network = createMemoryNetwork({ environment });
  const wire = new Wire(environment, seededRandom(seed + 1));
  const commandFaults = new CommandFaults(environment);
  const proxy = new RecordingProxy(server.transport(), target, {
    environment,
    faults: commandFaults.hook,
  });
  const listen = (): (() => void) =>
    network.listen((link) => wire.accept(link, (behind) => proxy.accept(behind)));
  let shut = listen();
  const harm = async (fault: PlannedFault): Promise<void> => {
    if (isRefusal(fault.kind)) {
      commandFaults.refuse(fault.kind, true);
      await stage.pass(fault.forMs);
      commandFaults.refuse(fault.kind, false);
    } else if (fault.kind === "client-kill") {
      server.killConnections(({ id }) => fault.choice < 0.5 || id % 2 === 0);
    } else if (fault.kind === "client-pause") {
      sayTo(server, `CLIENT PAUSE ${fault.forMs} ALL\r\n`);
      await stage.pass(fault.forMs);
    } else if (fault.kind === "kill") {
      await stage.beforeLoss();
      if (!server.running) return;
      shut();
      await server.stop();
      await stage.pass(fault.forMs);
      await server.start();
      shut = listen();
    } else {
      wire.stall();
      await stage.pass(fault.forMs);
      wire.resume();
    }
  };
  const stage: Stage & { readonly clock: VirtualClock } = {
    clock,
    environment,
    transport: network.transport,
    target,
    wire,
    commandFaults,
    lagMs: () => 0,
    lastStallMs: () => -Infinity,
    turn: () => Promise.resolve(),
    pass: (ms) =>
      new Promise((resolve) => {
        environment.setTimer(resolve, ms);
      }),
    harm,
    heal: () => Promise.resolve(),
    beforeLoss: () => {},
    read: (db, keys) => Promise.resolve(keys.map((key) => storedIn(server, db, key))),
    write: (db, key, value) => {
      server.set(db, key, value);
      return Promise.resolve();
    },
    dispose: async () => {
      shut();
      wire.close();
      proxy.close();
      await server.stop();
    },
  };
  return stage;
}

function createServer(clock: VirtualClock): EmbeddedServer {
  const server = new EmbeddedServer({
    environment: clock.environment,
    users: {
      default: { password: secrets.defaultPassword },
      [secrets.user]: { password: secrets.password },
    },
  });
  server.registerScript(echoScript, ({ keys, args, call }) => {
    call("INCRBY", keys[0] ?? "", args[0] ?? "");
    return args[1];
  });
  return server;
}

/** Over a link of its own, past wire and proxy. */
function sayTo(server: EmbeddedServer, text: string): void {
  if (!server.running) return;
  const link = server.accept({ write: () => true, end: () => {}, destroy: () => {} }, "control:1");
  link.data(new TextEncoder().encode(`AUTH ${secrets.defaultPassword}\r\n${text}`));
  link.close();
}

function storedIn(server: EmbeddedServer, db: number, key: string): Stored {
  const value = server.inspect(db, key);
  if (value === undefined) return undefined;
  if (value.type === "list") return value.value.map(decodeUtf8);
  return value.type === "string" ? decodeUtf8(value.value) : undefined;
}
