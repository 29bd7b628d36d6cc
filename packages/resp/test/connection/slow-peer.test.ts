// A peer that takes bytes slowly is no dead one: the timeouts look for progress, not for an end.

import { createClient, type LinkHandlers, type Transport } from "@respite/resp";
import { describe, expect, it, onTestFinished } from "vitest";
import { watch } from "../support/setup.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

/** A transport whose link always asks to wait; the test says when bytes have left. */
function slowTransport() {
  const written: number[] = [];
  const link = { handlers: undefined as LinkHandlers | undefined, destroyed: false };
  const transport: Transport = {
    open(_target, handlers) {
      link.handlers = handlers;
      return Promise.resolve({
        write(bytes) {
          written.push(bytes.length);
          return false;
        },
        end() {},
        destroy() {
          link.destroyed = true;
        },
      });
    },
  };
  const say = (text: string): void => link.handlers?.data(new TextEncoder().encode(text));
  const drain = (): void => link.handlers?.drain();
  return { transport, written, link, say, drain };
}

async function connectedClient(options: { readTimeoutMs: number; writeTimeoutMs: number }) {
  const clock = new VirtualClock();
  const slow = slowTransport();
  const client = createClient({
    transport: slow.transport,
    environment: clock.environment,
    protocol: 2,
    commandTimeoutMs: 60_000,
    maxRetries: 0,
    ...options,
  });
  onTestFinished(() => client.destroy());
  const connecting = client.connect();
  await clock.settle();
  slow.drain();
  slow.say("+PONG\r\n");
  await connecting;
  return { clock, client, ...slow };
}

describe("a value larger than the peer takes within its timeouts", () => {
  it("is written in pieces, each with a timeout of its own", async () => {
    const { clock, client, written, link, say, drain } = await connectedClient({
      readTimeoutMs: 300,
      writeTimeoutMs: 200,
    });
    written.length = 0;
    const big = watch(client.set("k", new Uint8Array(5 * 2 ** 20)));
    for (let piece = 0; piece < 6; piece += 1) {
      await clock.advance(150);
      expect(link.destroyed).toBe(false);
      drain();
    }
    await clock.advance(50);
    expect(written).toHaveLength(6);
    expect(Math.max(...written)).toBe(2 ** 20);
    expect(written.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(5 * 2 ** 20);
    say("+OK\r\n");
    await clock.settle();
    expect(big.outcome).toBe("OK");
  });

  it("fails as soon as one piece stays", async () => {
    const { clock, client, link, drain } = await connectedClient({
      readTimeoutMs: 300,
      writeTimeoutMs: 200,
    });
    const big = watch(client.set("k", new Uint8Array(5 * 2 ** 20)));
    await clock.advance(150);
    drain();
    await clock.advance(230);
    expect(big.outcome).toMatchObject({ code: "WRITE_TIMEOUT", maybeExecuted: true });
    expect(link.destroyed).toBe(true);
  });

  it("is waited for no longer than readTimeoutMs once it has left", async () => {
    const { clock, client, drain } = await connectedClient({
      readTimeoutMs: 300,
      writeTimeoutMs: 200,
    });
    const command = watch(client.get("k"));
    await clock.advance(150);
    drain();
    await clock.advance(290);
    expect(command.outcome).toBe("pending");
    await clock.advance(50);
    expect(command.outcome).toMatchObject({ code: "READ_TIMEOUT" });
  });
});
