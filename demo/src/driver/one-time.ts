// Phase 3: a one-time token is good for one exchange, on whichever replica, however many try at
// once.

import { describeAnswer } from "./background-traffic.ts";
import { loginOn } from "./sharing.ts";
import type { Phase, Stage } from "./stage.ts";

const parallel = 32;
const claims = {
  sequential: "A one-time token used on A is refused on B and C",
  race: `${parallel} parallel exchanges of one token over three replicas are accepted exactly once`,
} as const;

/** See the file's head. */
export const oneTime: Phase = {
  name: "one-time tokens",
  title: "One-time tokens",
  claims: Object.values(claims),
  async run(stage) {
    const { load, verdicts, narrator } = stage;
    const refusals: string[] = [];
    for (let turn = 0; turn < load.repeats; turn += 1) {
      refusals.push(...(await useInTurn(stage, turn)));
    }
    narrator.say(`${load.repeats} one-time tokens: taken by A, then shown to B and C`);
    verdicts.decide(claims.sequential, refusals, `${load.repeats} tokens`);

    const races: string[] = [];
    for (let round = 0; round < load.races; round += 1) {
      races.push(...(await race(stage, round)));
    }
    narrator.say(`${load.races} races of ${parallel} parallel exchanges each`);
    verdicts.decide(claims.race, races, `${load.races} races`);
  },
};

async function useInTurn({ fleet, memory }: Stage, turn: number): Promise<string[]> {
  const problems: string[] = [];
  const [a, b, c] = [fleet.client("A"), fleet.client("B"), fleet.client("C")];
  const { exchangeToken } = await loginOn(a, `one-time-${turn}`);
  const first = await a.exchange(exchangeToken);
  if (first.status !== 200) problems.push(`the first use on A gave ${describeAnswer(first)}`);
  for (const client of [b, c, a]) {
    const again = await client.exchange(exchangeToken);
    if (again.error !== "replayed") {
      problems.push(`the second use on ${client.name} gave ${describeAnswer(again)}`);
    }
  }
  memory.spent.push(exchangeToken);
  return problems;
}

async function race({ fleet, memory }: Stage, round: number): Promise<string[]> {
  const clients = fleet.clients;
  const { exchangeToken } = await loginOn(fleet.client("A"), `racer-${round}`);
  const answers = await Promise.all(
    Array.from({ length: parallel }, (_, index) =>
      (clients[index % clients.length] ?? fleet.client("A")).exchange(exchangeToken),
    ),
  );
  memory.spent.push(exchangeToken);
  const accepted = answers.filter(({ status }) => status === 200).length;
  const refused = answers.filter(({ error }) => error === "replayed").length;
  if (accepted === 1 && refused === parallel - 1) return [];
  return [
    `race ${round + 1}: ${accepted} accepted, ${refused} refused as replayed, of ${parallel}`,
  ];
}
