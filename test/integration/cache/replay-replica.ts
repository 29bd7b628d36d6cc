// One replica as a process of its own: a hybrid cache and its guards, asked over IPC by the suite that
// started it. It ends when its IPC line breaks.

import { createCache, type ConsumeOptions, type ReplayGuardOptions } from "@respite/cache";

/** A question to a replica. */
export type Question =
  | {
      readonly ask: "consume";
      readonly id: string;
      readonly options: ConsumeOptions;
      readonly guard: ReplayGuardOptions;
    }
  | { readonly ask: "doubleAccepts" | "breaker" | "read" };

/** What travels to the replica; its answers carry the number back. */
export interface Asked {
  readonly number: number;
  readonly question: Question;
}

/** The answer, or the name of the error. */
export interface Answered {
  readonly number: number;
  readonly answer?: unknown;
  readonly error?: string;
}

const [port = "0", keyPrefix = "", key] = process.argv.slice(2);
const cache = createCache({
  mode: "hybrid",
  keyPrefix,
  redis: { port: Number(port), readTimeoutMs: 300, commandTimeoutMs: 400, dialTimeoutMs: 300 },
  l2TimeoutMs: 400,
  breaker: { failures: 3 },
  closeTimeoutMs: 200,
  ...(key === undefined ? {} : { encryption: { keys: [key] } }),
});
const guards = new Map<string, ReturnType<typeof cache.replayGuard>>();
let doubleAccepts = 0;
const channelUp = new Promise<void>((resolve) => {
  cache.on((event) => {
    if (event.type === "doubleAccept") doubleAccepts += 1;
    if (event.type === "channel" && event.state === "up") resolve();
  });
});

async function answerTo(question: Question): Promise<unknown> {
  switch (question.ask) {
    case "doubleAccepts":
      return doubleAccepts;
    case "breaker":
      return cache.stats().breaker?.state;
    case "read":
      return (await cache.namespace<string>("other").getWithMeta("x")).degraded;
    default:
      return guardOf(question.guard).consume(question.id, question.options);
  }
}

function guardOf(options: ReplayGuardOptions): ReturnType<typeof cache.replayGuard> {
  const name = JSON.stringify(options);
  const guard = guards.get(name) ?? cache.replayGuard(options);
  guards.set(name, guard);
  return guard;
}

process.on("message", ({ number, question }: Asked) => {
  answerTo(question).then(
    (answer) => process.send?.({ number, answer } satisfies Answered),
    (error: Error) => process.send?.({ number, error: error.name } satisfies Answered),
  );
});
process.on("disconnect", () => process.exit(0));
await cache.connect();
// Its coming up raises a doubt about the server's data, which must not fall into a fault of the suite.
await channelUp;
process.send?.({ number: 0 } satisfies Answered);
