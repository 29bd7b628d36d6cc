// Connections on which the server speaks on its own account: ordinary commands stay off them, and
// what was not asked for never becomes somebody's reply.

import { describe, expect, it } from "vitest";
import { rawStage, sendRaw } from "../support/raw-connection.ts";
import { watch } from "../support/setup.ts";

const unnamed = { username: undefined, password: undefined, db: 0, clientName: undefined };
const line = '+1339518083.107412 [0 127.0.0.1:60866] "set" "k" "v"\r\n';
const message = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$5\r\nhello\r\n";

describe.each([2, 3] as const)("under RESP%i", (protocol) => {
  const handshake = { ...unnamed, protocol };

  it.each(["subscriber", "monitor"] as const)("%s mode refuses ordinary commands", async (mode) => {
    const { connection, clock, server } = await rawStage({ mode, handshake });
    const refused = watch(sendRaw(connection, ["GET", "k"]));
    await clock.settle();
    expect(refused.outcome).toMatchObject({ code: "UNSUPPORTED", maybeExecuted: false });
    expect((refused.outcome as Error).message).toContain(mode);
    expect(server.peer.commands).toEqual([]);
    expect(connection.usable).toBe(true);
  });

  it("monitor mode hands lines to push, and replies to whoever asked", async () => {
    const { connection, clock, server, pushes } = await rawStage({ mode: "monitor", handshake });
    const started = watch(sendRaw(connection, ["MONITOR"], true));
    await clock.settle();
    server.peer.say(`+OK\r\n${line}`);
    const pinged = watch(sendRaw(connection, ["ECHO", "x"], true));
    await clock.settle();
    server.peer.say(`${line}$1\r\nx\r\n${line}`);
    await clock.settle();
    expect([started.outcome, pinged.outcome]).toEqual(["OK", "x"]);
    expect(pushes).toEqual(
      Array.from({ length: 3 }, () => ({ kind: "monitor", data: [line.slice(1, -2)] })),
    );
    expect(connection.usable).toBe(true);
  });

  it("a line on a connection that does not monitor ends it", async () => {
    const { clock, server, ended } = await rawStage({ handshake });
    server.peer.say(line);
    await clock.settle();
    expect(ended()).toMatchObject({ code: "PROTOCOL_ERROR" });
  });
});

it("a RESP2 message on a connection for commands ends it", async () => {
  const { clock, server, ended, pushes } = await rawStage();
  server.peer.say(message);
  await clock.settle();
  expect(ended()).toMatchObject({ code: "PROTOCOL_ERROR" });
  expect(pushes).toEqual([]);
});

it("a RESP2 subscriber takes the same bytes for a message", async () => {
  const { clock, server, pushes } = await rawStage({ mode: "subscriber" });
  server.peer.say(message);
  await clock.settle();
  expect(pushes).toEqual([{ kind: "message", data: ["c", "hello"] }]);
});
