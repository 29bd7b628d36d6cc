// What servers before 7.0 are asked for in vain: the error says which version it takes and what to do.

import { describe, expect, it } from "vitest";
import { stage } from "../support/setup.ts";

/** As a server before 7.0 answers what it has never heard of. */
function unknownCommand([name = ""]: readonly string[]): string {
  if (name === "SCRIPT") return "+0123456789012345678901234567890123456789\r\n";
  return `-ERR unknown command '${name}', with args beginning with: 'secret'\r\n`;
}

describe("a server before 7.0", () => {
  it("has no functions", async () => {
    const { client, server } = stage();
    server.answer = unknownCommand;
    const error: unknown = await client
      .library("#!lua name=l")
      .call("f")
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "UNSUPPORTED" });
    expect(String(error)).toMatch(/needs Redis 7\.0 or later\. Use script\(\) instead/);
  });

  it("has no read-only scripts", async () => {
    const { client, server } = stage();
    server.answer = unknownCommand;
    const running = client.script("return 1").run({ readOnly: true });
    await expect(running).rejects.toThrow(/needs Redis 7\.0 or later\. Leave out readOnly/);
  });

  it("tracks no keys before 6.0, in either mode", async () => {
    const { client, server } = stage();
    server.answer = ([name = "", sub = ""]) => {
      if (name === "CLIENT" && sub === "ID") return ":7\r\n";
      if (name === "SUBSCRIBE")
        return "*3\r\n$9\r\nsubscribe\r\n$20\r\n__redis__:invalidate\r\n:1\r\n";
      return "-ERR Unknown subcommand or wrong number of arguments for 'TRACKING'\r\n";
    };
    const broadcast = client.track({ prefixes: ["k"], onInvalidate: () => {} });
    await expect(broadcast).rejects.toThrow(/needs Redis 6\.0 or later/);
    const reading = client.track({ mode: "default", onInvalidate: () => {} });
    await expect(reading).rejects.toThrow(/needs Redis 6\.0 or later/);
    expect(client.stats().connections.trackers).toBe(0);
  });
});
