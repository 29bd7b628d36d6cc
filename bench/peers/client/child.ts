// What a child process does: it opens one contender and answers requests, one JSON text a line.

import { createInterface } from "node:readline";
import { type Address, type Caller, contenders } from "./contenders.ts";
import type { RawSocket } from "./raw-socket.ts";
import { checkReplies } from "./check.ts";
import { type Case, runTurn } from "./turn.ts";
import { weigh, weighCrowd } from "./weigh.ts";

/** A request to a child. */
export type Order =
  | { readonly do: "open"; readonly address: Address }
  | { readonly do: "check"; readonly valueBytes: number }
  | { readonly do: "turn"; readonly case: Case; readonly turnMs: number }
  | { readonly do: "weigh"; readonly commands: number }
  | { readonly do: "crowd"; readonly address: Address; readonly connections: number };

/** Its answer. */
export type Answer = { readonly result: unknown } | { readonly error: string };

/** Answers orders for the contender `name` until stdin ends. */
export async function serveOrders(name: string): Promise<void> {
  const contender = contenders.find((each) => each.name === name);
  if (contender === undefined) throw new RangeError(`There is no contender ${name}.`);
  let client: Caller | RawSocket | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await answerTo(JSON.parse(line) as Order);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  // What a library leaves behind must not keep the process.
  process.exit(0);

  async function answerTo(order: Order): Promise<Answer> {
    try {
      return { result: (await obey(order)) ?? null };
    } catch (error) {
      return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }

  async function obey(order: Order): Promise<unknown> {
    if (order.do === "crowd") return await weighCrowd(contender!, order.address, order.connections);
    if (order.do === "open") {
      await client?.close();
      client = await contender!.open(order.address);
      return undefined;
    }
    if (client === undefined) throw new Error("Nothing is open.");
    if (order.do === "check") return await checkReplies(client, order.valueBytes);
    if (order.do === "turn") return await runTurn(client, order.case, order.turnMs);
    return await weigh(client, order.commands);
  }
}
