// Redis is killed, for real, under each cache: how long does a read take that this process could
// answer, one that it can't, and a write; and is the write in Redis once that is back? Every library
// with its default client. An answer that takes longer than five seconds counts as none.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { type Contender, contenders, type Library, type Subject } from "./contenders.ts";

/** What one cache did; times in milliseconds, undefined = nothing within five seconds. */
export interface OutageRow {
  readonly library: Library;
  readonly name: string;
  /** A value that was read before. */
  readonly known: Answer;
  /** A value that only Redis had. */
  readonly unknown: Answer;
  readonly write: Answer;
  /** When the write was in Redis, counted from its return; undefined = not within five seconds. */
  readonly deliveredMs: number | undefined;
  /** CPU microseconds of a read of the known value while Redis was there. */
  readonly hitMicros: number;
  /** The same once the outage was noticed; undefined = it was never answered at once. */
  readonly fallbackMicros: number | undefined;
}

/** What came, and after how long. */
export interface Answer {
  readonly millis: number | undefined;
  readonly outcome: "value" | "nothing" | "error" | "hangs";
}

const patienceMs = 5000;
const session = { user: "ada", roles: ["reader"], number: 1 };

/** What one process finds out about one contender; it starts and kills a server on `port`. */
export async function observeOutage(index: number, port: number): Promise<OutageRow> {
  const contender = contenders[index] as Contender;
  const { library, name } = contender;
  // Clients that report by 'error' events must not end the process.
  process.on("uncaughtException", () => {});
  process.on("unhandledRejection", () => {});
  let server = await startServer(port);
  const subject = await contender.make(port);
  await store(subject, "known");
  // Until what the server says about the write has been heard, and acted upon.
  await pause(200);
  await subject.get("known");
  const hitMicros = await costOfReads(subject);
  server.kill("SIGKILL");
  await once(server, "exit");
  const known = await answerOf(() => subject.get("known"));
  const unknown = await answerOf(() => subject.get("unknown"));
  const write = await answerOf(async () => {
    await store(subject, "written");
    return session;
  });
  const fallbackMicros = (await isAtOnce(subject)) ? await costOfReads(subject) : undefined;
  server = await startServer(port);
  const deliveredMs = await untilStored(port, "written");
  server.kill("SIGKILL");
  await once(server, "exit");
  return { library, name, known, unknown, write, deliveredMs, hitMicros, fallbackMicros };
}

/** True once a read of what this process knows takes no time, as it does when the outage is noticed. */
async function isAtOnce(subject: Subject): Promise<boolean> {
  for (let tries = 0; tries < 5; tries += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { millis, outcome } = await answerOf(() => subject.get("known"));
    if (outcome === "value" && millis !== undefined && millis < 20) return true;
    if (outcome === "hangs") return false;
  }
  return false;
}

async function costOfReads(subject: Subject): Promise<number> {
  const reads = 20_000;
  const readAll = async (): Promise<number> => {
    const before = process.cpuUsage();
    // oxlint-disable-next-line no-await-in-loop -- that is the case measured
    for (let index = 0; index < reads; index += 1) await subject.get("known");
    const { user, system } = process.cpuUsage(before);
    return (user + system) / reads;
  };
  // Twice, of which the first is for the compiler.
  await readAll();
  return readAll();
}

async function store(subject: Subject, key: string): Promise<void> {
  if (subject.set === undefined) await subject.getOrLoad(key, () => Promise.resolve(session));
  else await subject.set(key, session);
}

async function answerOf(question: () => Promise<unknown>): Promise<Answer> {
  const startedMs = performance.now();
  const asked = question().then(
    (value) => (value === undefined || value === null ? "nothing" : "value"),
    () => "error" as const,
  );
  const late = new Promise<"hangs">((resolve) => {
    setTimeout(() => resolve("hangs"), patienceMs);
  });
  const outcome = await Promise.race([asked, late]);
  const millis = outcome === "hangs" ? undefined : performance.now() - startedMs;
  return { millis, outcome };
}

async function startServer(port: number): Promise<ChildProcess> {
  const options = [
    "--port",
    `${port}`,
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--loglevel",
    "warning",
  ];
  const server = spawn("redis-server", options, { stdio: "ignore" });
  process.once("exit", () => void server.kill("SIGKILL"));
  const giveUpAtMs = performance.now() + patienceMs;
  // oxlint-disable-next-line no-await-in-loop -- until it answers
  while ((await ask(port, "PING").catch(() => "")) !== "+PONG") {
    if (performance.now() > giveUpAtMs) throw new Error("redis-server did not start.");
    // oxlint-disable-next-line no-await-in-loop -- until it answers
    await pause(10);
  }
  return server;
}

async function untilStored(port: number, key: string): Promise<number | undefined> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < patienceMs) {
    // oxlint-disable-next-line no-await-in-loop -- until it is there
    const count = await ask(port, `EVAL "return #redis.call('KEYS','*${key}*')" 0`);
    if (count !== ":0") return performance.now() - startedMs;
    // oxlint-disable-next-line no-await-in-loop -- until it is there
    await pause(5);
  }
  return undefined;
}

/** One inline command on a connection of its own: no library of those measured has a part in it. */
async function ask(port: number, command: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`${command}\r\n`);
  const [chunk] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return chunk.toString("latin1").trim();
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => void setTimeout(resolve, ms));
}
