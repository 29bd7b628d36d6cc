// Phase 2: a token refreshed on A. B and C have the old session in their L1 and must not keep it.

import { describeAnswer } from "./background-traffic.ts";
import { loginOn } from "./sharing.ts";
import type { Phase, Stage } from "./stage.ts";
import { waitFor } from "./wait-for.ts";

const withinMs = 1000;
const claims = {
  served: `A token refreshed on A: B and C serve the new one within ${withinMs} ms`,
  old: "The token that was refreshed is refused on all replicas",
} as const;

/** See the file's head. */
export const refreshing: Phase = {
  name: "refresh",
  title: "A token refreshed on A",
  claims: Object.values(claims),
  async run(stage) {
    const problems = { served: [] as string[], old: [] as string[] };
    let slowestMs = 0;
    for (let turn = 0; turn < stage.load.repeats; turn += 1) {
      slowestMs = Math.max(slowestMs, await refreshOnce(stage, turn, problems));
    }
    const { verdicts, narrator, load } = stage;
    narrator.say(
      `${load.repeats} tokens refreshed on A; slowest seen on B and C after ${ms(slowestMs)}`,
    );
    verdicts.decide(
      claims.served,
      problems.served,
      `${load.repeats} tokens, slowest ${ms(slowestMs)}`,
    );
    verdicts.decide(claims.old, problems.old, `${load.repeats} tokens`);
  },
};

async function refreshOnce(
  { fleet, memory }: Stage,
  turn: number,
  problems: { readonly served: string[]; readonly old: string[] },
): Promise<number> {
  const [a, b, c] = [fleet.client("A"), fleet.client("B"), fleet.client("C")];
  const before = await loginOn(a, `refresher-${turn}`);
  for (const client of [a, b, c]) await client.me(before.token);
  const answer = await a.refresh(before.token);
  if (answer.body === undefined) {
    problems.served.push(`the refresh on A gave ${describeAnswer(answer)}`);
    return 0;
  }
  const { token, session } = answer.body;
  memory.signedIn.push(answer.body);
  const times = await Promise.all(
    [b, c].map((client) =>
      waitFor(
        async () => {
          const { body } = await client.me(token);
          return body?.session.revision === session.revision && body.session.jti === session.jti;
        },
        { withinMs },
      ),
    ),
  );
  for (const [index, time] of times.entries()) {
    if (time === undefined) problems.served.push(`${"BC"[index]} did not serve the new session`);
  }
  for (const client of [a, b, c]) {
    const old = await client.me(before.token);
    if (old.error !== "revoked") {
      problems.old.push(`the old token gave ${describeAnswer(old)} on ${client.name}`);
    }
  }
  return Math.max(...times.map((time) => time ?? withinMs));
}

/** "3.4 ms". */
export function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}
