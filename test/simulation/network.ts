// The wires between the replicas and the server, on virtual time, with the manners of TCP: bytes
// arrive in order and late, a connection that is stalled holds what it was given and delivers it when
// the stall ends (also what a sender that has long gone had written), a cut one forgets it.
//
//   client link --toServer--> [bytes, due at ...] --> server session
//               <--toClient-- [bytes, due at ...] <--

import { type CancelSignal, type Environment, onAbort, RespError } from "@respite/resp/base";
import type { Link, LinkHandlers, Transport } from "@respite/resp/core";
import type { EmbeddedServer } from "@respite/resp/testing";

/** What a wire may suffer: nothing; refused and reset; nothing gets through; one direction is held. */
export type WireState = "up" | "cut" | "stalled" | "deaf" | "mute";

type Clock = Pick<Environment, "monotonic" | "setTimer" | "clearTimer" | "defer">;

type Parcel = Uint8Array | "end" | "reset";

/** One direction of a link. */
class Pipe {
  held = false;
  latencyMs = 0;
  readonly #clock: Clock;
  readonly #deliver: (parcel: Parcel) => void;
  readonly #parcels: { readonly parcel: Parcel; readonly dueMs: number }[] = [];
  #isPlanned = false;

  constructor(clock: Clock, deliver: (parcel: Parcel) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  send(parcel: Parcel): void {
    const soonestMs = this.#parcels.at(-1)?.dueMs ?? 0;
    const dueMs = Math.max(this.#clock.monotonic() + this.latencyMs, soonestMs);
    this.#parcels.push({ parcel, dueMs });
    this.plan();
  }

  forget(): void {
    this.#parcels.length = 0;
  }

  plan(): void {
    const [first] = this.#parcels;
    if (first === undefined || this.held || this.#isPlanned) return;
    this.#isPlanned = true;
    const next = (): void => {
      this.#isPlanned = false;
      if (!this.held) {
        const arrived = this.#parcels.shift();
        if (arrived !== undefined) this.#deliver(arrived.parcel);
      }
      this.plan();
    };
    const waitMs = first.dueMs - this.#clock.monotonic();
    if (waitMs > 0) this.#clock.setTimer(next, waitMs);
    else this.#clock.defer(next);
  }
}

/** A connection of a replica. */
class Wire {
  readonly address: string;
  readonly toServer: Pipe;
  readonly toClient: Pipe;
  readonly near: Link;
  #client: LinkHandlers | undefined;
  #server: LinkHandlers | undefined;
  readonly #clock: Clock;
  readonly #gone: (wire: Wire) => void;

  constructor(address: string, client: LinkHandlers, clock: Clock, gone: (wire: Wire) => void) {
    this.address = address;
    this.#clock = clock;
    this.#client = client;
    this.#gone = gone;
    this.toServer = new Pipe(clock, (parcel) => this.#atServer(parcel));
    this.toClient = new Pipe(clock, (parcel) => this.#atClient(parcel));
    this.near = {
      write: (bytes) => {
        if (this.#client !== undefined) this.toServer.send(bytes.slice());
        return true;
      },
      end: () => this.#leave("end", undefined),
      destroy: (error) => this.#leave("end", error),
    };
  }

  /** Connects the far end. */
  accept(server: EmbeddedServer): void {
    const far: Link = {
      write: (bytes) => {
        this.toClient.send(bytes.slice());
        return true;
      },
      end: () => this.toClient.send("end"),
      destroy: () => {
        this.toClient.forget();
        this.toClient.send("reset");
        this.#hangUp();
      },
    };
    this.#server = server.accept(far, this.address);
  }

  /** Both ends lose it at once, and all that was on the way. */
  cut(): void {
    this.toServer.forget();
    this.toClient.forget();
    this.#leaveClient(reset());
    this.#hangUp();
  }

  #leave(parcel: Parcel, error: Error | undefined): void {
    if (this.#client === undefined) return;
    this.toServer.send(parcel);
    this.toClient.forget();
    this.#leaveClient(error);
  }

  #leaveClient(error: Error | undefined): void {
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) this.#clock.defer(() => client.close(error));
    this.#settle();
  }

  #hangUp(): void {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) this.#clock.defer(() => server.close());
    this.#settle();
  }

  #atServer(parcel: Parcel): void {
    if (typeof parcel === "string") this.#hangUp();
    else this.#server?.data(parcel);
  }

  #atClient(parcel: Parcel): void {
    if (typeof parcel !== "string") this.#client?.data(parcel);
    else this.#leaveClient(reset());
  }

  #settle(): void {
    if (this.#client === undefined && this.#server === undefined) this.#gone(this);
  }
}

/** The network card of one replica. */
export class NetworkPort {
  readonly transport: Transport;
  readonly #name: string;
  readonly #server: EmbeddedServer;
  readonly #clock: Clock;
  readonly #wires = new Set<Wire>();
  readonly #dialling = new Set<() => void>();
  #state: WireState = "up";
  #latencyMs: number;
  #opened = 0;

  constructor(name: string, server: EmbeddedServer, clock: Clock, latencyMs: number) {
    this.#name = name;
    this.#server = server;
    this.#clock = clock;
    this.#latencyMs = latencyMs;
    this.transport = { open: (_target, handlers, signal) => this.#open(handlers, signal) };
  }

  /** Connections that are open on at least one side. */
  get wires(): number {
    return this.#wires.size;
  }

  /** Changes what happens to bytes, also of connections that are open. */
  setState(state: WireState): void {
    this.#state = state;
    for (const wire of this.#wires) {
      if (state === "cut") wire.cut();
      else this.#apply(wire, state);
    }
    for (const again of this.#dialling) again();
  }

  setLatency(latencyMs: number): void {
    this.#latencyMs = latencyMs;
    for (const { toServer, toClient } of this.#wires) {
      toServer.latencyMs = latencyMs;
      toClient.latencyMs = latencyMs;
    }
  }

  /** Breaks, or holds until the next change of state, the connections that hear invalidations. */
  breakChannel(how: "cut" | "hold"): void {
    const listening = new Set(
      this.#server.connections
        .filter(({ tracking, channels }) => tracking || channels.length > 0)
        .map(({ address }) => address),
    );
    for (const wire of this.#wires) {
      if (!listening.has(wire.address)) continue;
      if (how === "cut") wire.cut();
      else this.#apply(wire, "stalled");
    }
  }

  #apply({ toServer, toClient }: Wire, state: WireState): void {
    toServer.held = state === "stalled" || state === "mute";
    toClient.held = state === "stalled" || state === "deaf";
    toServer.plan();
    toClient.plan();
  }

  /** While the wire is stalled a caller hears nothing, not even a refusal. */
  #open(handlers: LinkHandlers, signal: CancelSignal | undefined): Promise<Link> {
    return new Promise((resolve, reject) => {
      const attempt = (): void => {
        if (this.#state === "stalled" || this.#state === "deaf" || this.#state === "mute") return;
        finish();
        if (this.#state === "cut" || !this.#server.running) reject(refused());
        else resolve(this.#connect(handlers));
      };
      const stop =
        signal === undefined
          ? undefined
          : onAbort(signal, () => {
              finish();
              reject(new RespError("ABORTED", "The attempt to connect was given up."));
            });
      const finish = (): void => {
        stop?.();
        this.#dialling.delete(attempt);
        this.#clock.clearTimer(timer);
      };
      this.#dialling.add(attempt);
      const timer = this.#clock.setTimer(attempt, 2 * this.#latencyMs);
    });
  }

  #connect(handlers: LinkHandlers): Link {
    this.#opened += 1;
    const wire = new Wire(`${this.#name}:${this.#opened}`, handlers, this.#clock, (gone) => {
      this.#wires.delete(gone);
    });
    wire.toServer.latencyMs = this.#latencyMs;
    wire.toClient.latencyMs = this.#latencyMs;
    this.#wires.add(wire);
    wire.accept(this.#server);
    return wire.near;
  }
}

function refused(): Error {
  return Object.assign(new Error("connect ECONNREFUSED (simulated)"), { code: "ECONNREFUSED" });
}

function reset(): Error {
  return Object.assign(new Error("read ECONNRESET (simulated)"), { code: "ECONNRESET" });
}
