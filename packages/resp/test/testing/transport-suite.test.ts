// The transport suite must find the faults it is there for: each broken transport here fails a case.
// A published suite that passes everything would be worse than none.

import { describe, expect, it } from "vitest";
import { createMemoryNetwork, transportCases } from "../../src/testing/index.ts";
import type { Link, LinkHandlers, Target, Transport } from "../../src/transport/transport.ts";

const target: Target = { host: "server", port: 6379 };

/** A transport that is good but for what `break` does to its links and handlers. */
function broken(faults: {
  handlers?: (handlers: LinkHandlers) => LinkHandlers;
  link?: (link: Link, handlers: LinkHandlers) => Link;
  ignoresSignal?: boolean;
}): (transport: Transport) => Transport {
  return (transport) => ({
    open: async (to, handlers, signal) => {
      const given = faults.handlers?.(handlers) ?? handlers;
      const link = await transport.open(
        to,
        given,
        faults.ignoresSignal === true ? undefined : signal,
      );
      return faults.link?.(link, handlers) ?? link;
    },
  });
}

function withLink(link: Link, changes: Partial<Link>): Link {
  return {
    write: (bytes) => link.write(bytes),
    end: () => link.end(),
    destroy: (error) => link.destroy(error),
    ...changes,
  };
}

const faults: Record<string, (transport: Transport) => Transport> = {
  "reports close twice": broken({
    handlers: (handlers) => ({
      data: (chunk) => handlers.data(chunk),
      drain: () => handlers.drain(),
      close: (error) => {
        handlers.close(error);
        handlers.close(error);
      },
    }),
  }),
  "reports close during destroy": broken({
    link: (link, handlers) => withLink(link, { destroy: (error) => handlers.close(error) }),
  }),
  "never asks to wait": broken({
    link: (link) => withLink(link, { write: (bytes) => (link.write(bytes), true) }),
  }),
  "never drains": broken({
    handlers: (handlers) => ({
      data: (chunk) => handlers.data(chunk),
      drain: () => {},
      close: (error) => handlers.close(error),
    }),
  }),
  "loses the reason of destroy": broken({
    link: (link) => withLink(link, { destroy: () => link.destroy() }),
  }),
  "drops what was written before end": broken({
    link: (link) => withLink(link, { end: () => link.destroy() }),
  }),
  "hides that the peer has ended": broken({
    handlers: (handlers) => ({
      data: (chunk) => handlers.data(chunk),
      drain: () => handlers.drain(),
      close: () => handlers.close(),
    }),
  }),
  "swaps bytes": broken({
    handlers: (handlers) => ({
      data: (chunk) => handlers.data(chunk.toReversed()),
      drain: () => handlers.drain(),
      close: (error) => handlers.close(error),
    }),
  }),
  "ignores the signal": broken({ ignoresSignal: true }),
};

/** Far above what a passing case takes; a case that waits for ever has failed. */
const patienceMs = 500;

describe("transport suite", () => {
  it.each(Object.entries(faults))("notices a transport that %s", async (_name, breakIt) => {
    const cases = transportCases(() => {
      const network = createMemoryNetwork();
      return {
        transport: breakIt(network.transport),
        deadTarget: { host: "nobody", port: 1 },
        listen: async (accept) => {
          const stop = network.listen(accept, target);
          return { target, close: async () => stop() };
        },
      };
    });
    const outcomes = await Promise.all(cases.map((one) => outcomeOf(one.run())));
    expect(outcomes.filter((outcome) => outcome !== "passed")).not.toEqual([]);
    expect(outcomes.filter((outcome) => outcome === "passed")).not.toEqual([]);
  });
});

function outcomeOf(run: Promise<void>): Promise<"passed" | "failed" | "stuck"> {
  return Promise.race([
    run.then(
      () => "passed" as const,
      () => "failed" as const,
    ),
    new Promise<"stuck">((resolve) => {
      setTimeout(resolve, patienceMs, "stuck");
    }),
  ]);
}
