// A network inside the process: links in pairs, with the manners of TCP (asynchronous, ordered,
// back-pressure, close seen on both sides). For tests, sandboxes and simulations: it needs nothing of
// the platform but `environment.defer`.

import {
  abortError,
  resolveEnvironment,
  RespError,
  type CancelSignal,
  type Environment,
} from "../base/index.ts";
import {
  describeTarget,
  type Link,
  type LinkHandlers,
  type Target,
  type Transport,
} from "./transport.ts";

/** A link of the memory network; a paused one takes no bytes, like a peer that has stopped reading. */
export interface MemoryLink extends Link {
  /** Stops the delivery of bytes to this side; its peer's writes pile up. */
  pause(): void;
  /** Starts the delivery again. */
  resume(): void;
}

/** Takes a new link and says who handles it. If it throws, the link is closed again. */
export type MemoryAcceptor = (link: MemoryLink, target: Target) => LinkHandlers;

/** Settings of {@link createMemoryNetwork}. */
export interface MemoryNetworkOptions {
  /** Where `defer` comes from; default the platform's microtasks. */
  environment?: Pick<Environment, "defer"> | undefined;
  /** Unread bytes from which `write` asks to wait for `drain`; default 65,536. */
  highWaterMarkBytes?: number | undefined;
  /** Longest chunk that is delivered; default unlimited. 1 cuts everything into single bytes. */
  maxChunkBytes?: number | undefined;
}

/** Listeners and the transport that reaches them. */
export interface MemoryNetwork {
  /** Reaches the listeners of this network. */
  readonly transport: Transport;
  /**
   * Accepts links to `target`, or to every target without a listener of its own; the result stops
   * accepting, and open links stay.
   *
   * @throws {Error} if somebody listens there already.
   */
  listen(accept: MemoryAcceptor, target?: Target): () => void;
}

/** Makes an empty network; networks know nothing of each other. */
export function createMemoryNetwork(options: MemoryNetworkOptions = {}): MemoryNetwork {
  const environment = options.environment ?? resolveEnvironment();
  const settings: LinkSettings = {
    defer: (callback) => {
      environment.defer(callback);
    },
    highWaterMarkBytes: options.highWaterMarkBytes ?? 65_536,
    maxChunkBytes: options.maxChunkBytes ?? Number.POSITIVE_INFINITY,
  };
  const acceptors = new Map<string, MemoryAcceptor>();
  return {
    transport: {
      open: (target, handlers, signal) =>
        openLink(acceptors, settings, { target, handlers, signal }),
    },
    listen(accept, target) {
      const address = target === undefined ? "*" : describeTarget(target);
      if (acceptors.has(address)) throw new Error(`Address already in use: ${address}.`);
      acceptors.set(address, accept);
      return () => {
        if (acceptors.get(address) === accept) acceptors.delete(address);
      };
    },
  };
}

interface LinkSettings {
  readonly defer: (callback: () => void) => void;
  readonly highWaterMarkBytes: number;
  readonly maxChunkBytes: number;
}

interface OpenRequest {
  readonly target: Target;
  readonly handlers: LinkHandlers;
  readonly signal: CancelSignal | undefined;
}

async function openLink(
  acceptors: ReadonlyMap<string, MemoryAcceptor>,
  settings: LinkSettings,
  { target, handlers, signal }: OpenRequest,
): Promise<Link> {
  await new Promise<void>((resolve) => {
    settings.defer(resolve);
  });
  const address = describeTarget(target);
  if (signal?.aborted === true) throw abortError(signal, `Connecting to ${address}`);
  if ("tls" in target && target.tls !== undefined) {
    throw new RespError("UNSUPPORTED", "The memory network has no TLS; leave `tls` out.");
  }
  const accept = acceptors.get(address) ?? acceptors.get("*");
  if (accept === undefined) throw refused(address);
  const near = new PairedLink(settings);
  const far = new PairedLink(settings);
  near.attach(far, handlers);
  far.attach(near, undefined);
  // Twice, so that whoever waits for `open` goes on before anything is reported.
  settings.defer(() =>
    settings.defer(() => {
      acceptLink(near, far, () => accept(far, target));
    }),
  );
  return near;
}

function acceptLink(near: PairedLink, far: PairedLink, accept: () => LinkHandlers): void {
  if (far.closed) return;
  try {
    far.attach(near, accept());
  } catch (error) {
    far.destroy(error instanceof Error ? error : undefined);
  }
  far.resume();
  near.resume();
}

function refused(address: string): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${address} (memory network)`), {
    code: "ECONNREFUSED",
  });
}

/**
 * One end of a pair. What the other end wrote waits in `inbox` until it is delivered:
 *
 *     near.write -> far.inbox -> far.handlers.data     near.end -> far.inbox "fin" -> far closes
 */
class PairedLink implements MemoryLink {
  readonly #settings: LinkSettings;
  #peer: PairedLink | undefined;
  #handlers: LinkHandlers | undefined;
  #inbox: Uint8Array[] = [];
  #inboxBytes = 0;
  #finWaits = false;
  #paused = true;
  #delivering = false;
  #state: "open" | "ending" | "closed" = "open";
  #peerWantsDrain = false;

  constructor(settings: LinkSettings) {
    this.#settings = settings;
  }

  get closed(): boolean {
    return this.#state === "closed";
  }

  attach(peer: PairedLink, handlers: LinkHandlers | undefined): void {
    this.#peer = peer;
    this.#handlers = handlers;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#state !== "open") return false;
    return this.#peer?.receive(bytes) ?? false;
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ending";
    this.#peer?.receiveFin();
  }

  destroy(error?: Error): void {
    if (this.#state === "closed") return;
    this.#close(error);
    this.#peer?.peerDestroyed();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  /** Takes what the peer wrote; false if too much waits here. */
  receive(bytes: Uint8Array): boolean {
    if (this.#state === "closed") return false;
    const { maxChunkBytes, highWaterMarkBytes } = this.#settings;
    for (let offset = 0; offset < bytes.length; offset += maxChunkBytes) {
      this.#inbox.push(bytes.slice(offset, Math.min(bytes.length, offset + maxChunkBytes)));
    }
    this.#inboxBytes += bytes.length;
    this.#schedule();
    if (this.#inboxBytes < highWaterMarkBytes) return true;
    this.#peerWantsDrain = true;
    return false;
  }

  receiveFin(): void {
    this.#finWaits = true;
    this.#schedule();
  }

  /** The other end is gone without a goodbye: what it had sent and was not delivered is lost. */
  peerDestroyed(): void {
    if (this.#state === "closed") return;
    this.#close(this.#state === "ending" ? undefined : peerClosed());
  }

  #schedule(): void {
    if (this.#delivering || this.#paused) return;
    if (this.#inbox.length === 0 && !this.#finWaits) return;
    this.#delivering = true;
    this.#settings.defer(() => {
      this.#delivering = false;
      this.#deliver();
    });
  }

  #deliver(): void {
    if (this.#state === "closed" || this.#paused) return;
    const chunk = this.#inbox.shift();
    if (chunk === undefined) {
      if (this.#finWaits) this.#takeFin();
      return;
    }
    this.#inboxBytes -= chunk.length;
    // Scheduled first: a handler that throws must not stop the link.
    this.#schedule();
    if (this.#inbox.length === 0 && this.#peerWantsDrain) {
      this.#peerWantsDrain = false;
      this.#settings.defer(() => this.#peer?.drained());
    }
    this.#handlers?.data(chunk);
  }

  drained(): void {
    if (this.#state === "open") this.#handlers?.drain();
  }

  /** The peer has ended: so do we, after it has read what we sent. */
  #takeFin(): void {
    this.#close(this.#state === "ending" ? undefined : peerClosed());
    this.#peer?.receiveFin();
  }

  #close(error: Error | undefined): void {
    this.#state = "closed";
    this.#inbox = [];
    this.#inboxBytes = 0;
    this.#settings.defer(() => this.#handlers?.close(error));
  }
}

function peerClosed(): RespError {
  return new RespError("CONNECTION_CLOSED", "The peer closed the connection.");
}
