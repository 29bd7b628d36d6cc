// Phase 4: a token revoked on A is refused on B and C, which have served it a moment ago.

import { checkServed, describeAnswer } from "./background-traffic.ts";
import { ms } from "./refreshing.ts";
import { loginOn } from "./sharing.ts";
import type { Phase, Stage } from "./stage.ts";
import { waitFor } from "./wait-for.ts";

const withinMs = 1000;
const claims = {
  seen: `A revocation on A is seen on every replica within ${withinMs} ms`,
} as const;

/** See the file's head. */
export const revoking: Phase = {
  name: "revoke",
  title: "A token revoked on A",
  claims: Object.values(claims),
  async run(stage) {
    const { load, verdicts, narrator } = stage;
    const problems: string[] = [];
    let slowestMs = 0;
    for (let turn = 0; turn < load.repeats; turn += 1) {
      slowestMs = Math.max(slowestMs, await revokeOnce(stage, turn, problems));
    }
    narrator.say(
      `${load.repeats} tokens revoked on A; slowest seen everywhere after ${ms(slowestMs)}`,
    );
    verdicts.decide(claims.seen, problems, `${load.repeats} tokens, slowest ${ms(slowestMs)}`);
  },
};

async function revokeOnce(stage: Stage, turn: number, problems: string[]): Promise<number> {
  const { fleet, memory } = stage;
  const a = fleet.client("A");
  const { token } = await loginOn(a, `leaver-${turn}`);
  for (const client of fleet.clients) {
    const wrong = checkServed(await client.me(token));
    if (wrong !== undefined) problems.push(`before, ${client.name} gave ${wrong}`);
  }
  const { status, body } = await a.revoke(token);
  if (body?.revoked !== "shared") problems.push(`POST /revoke gave ${status} ${body?.revoked}`);
  memory.revoked.push(token);
  const times = await Promise.all(
    fleet.clients.map((client) =>
      waitFor(async () => (await client.me(token)).error === "revoked", { withinMs }),
    ),
  );
  for (const [index, client] of fleet.clients.entries()) {
    if (times[index] === undefined) {
      problems.push(`${client.name} still gave ${describeAnswer(await client.me(token))}`);
    }
  }
  return Math.max(...times.map((time) => time ?? withinMs));
}
