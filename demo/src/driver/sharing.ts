// Phase 1: a session and a token made on one replica are good on all others.

import { checkServed, describeAnswer } from "./background-traffic.ts";
import type { Answer, ReplicaClient } from "./replica-client.ts";
import type { Phase, Stage } from "./stage.ts";
import type { Grant, Me } from "../replica/token-service.ts";

const claims = {
  session: "A session made on one replica is read on the two others",
  token: "A token verified on A is accepted on B and C and never called a replay",
} as const;

/** See the file's head. */
export const sharing: Phase = {
  name: "sessions",
  title: "Sessions over three replicas",
  claims: Object.values(claims),
  async run(stage) {
    const { fleet, load, verdicts, narrator, memory } = stage;
    const problems = { session: [] as string[], token: [] as string[] };
    let readings = 0;
    for (let user = 0; user < load.users; user += 1) {
      const [maker, ...others] = rotated(fleet.clients, user);
      if (maker === undefined) throw new Error("No replica is in rotation.");
      const grant = await loginOn(maker, `user-${user}`);
      memory.signedIn.push(grant);
      for (const [index, answer] of (await readInTurn([maker, ...others], grant)).entries()) {
        const where = [maker, ...others][index]?.name ?? "?";
        readings += 1;
        judge(answer, { where, maker: maker.name, isFirst: index === 0, problems, grant });
      }
    }
    narrator.say(`${load.users} users logged in and were read on every replica: ${readings} reads`);
    problems.session.push(...(await readAtRandom(stage)));
    verdicts.decide(claims.session, problems.session, `${load.users} sessions`);
    verdicts.decide(
      claims.token,
      problems.token,
      `${load.users} tokens: "accepted" where first shown, "known" elsewhere`,
    );
  },
};

/** A new session. @throws {Error} if it is not granted. */
export async function loginOn(client: ReplicaClient, user: string): Promise<Grant> {
  const answer = await client.login(user);
  if (answer.body === undefined) {
    throw new Error(`The login of ${user} on ${client.name} gave ${describeAnswer(answer)}.`);
  }
  return answer.body;
}

async function readInTurn(clients: readonly ReplicaClient[], grant: Grant): Promise<Answer<Me>[]> {
  const answers: Answer<Me>[] = [];
  for (const client of clients) answers.push(await client.me(grant.token));
  return answers;
}

interface Judgement {
  readonly where: string;
  readonly maker: string;
  readonly isFirst: boolean;
  readonly grant: Grant;
  readonly problems: { readonly session: string[]; readonly token: string[] };
}

function judge(answer: Answer<Me>, { where, maker, isFirst, grant, problems }: Judgement): void {
  const wrong = checkServed(answer);
  const { session, token } = answer.body ?? {};
  if (wrong !== undefined || session?.sid !== grant.session.sid || session.madeOn !== maker) {
    problems.session.push(
      `a session made on ${maker} gave ${wrong ?? "another session"} on ${where}`,
    );
  }
  const expected = isFirst ? "accepted" : "known";
  if (token !== expected) {
    const got = token ?? describeAnswer(answer);
    problems.token.push(`a token first shown on ${maker} was "${got}" on ${where}`);
  }
}

/** Sixteen users at once read whatever session on whatever replica. */
async function readAtRandom({ fleet, memory, load, random }: Stage): Promise<string[]> {
  const problems: string[] = [];
  let left = load.reads;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const client = pick(fleet.clients, random);
      const { token } = pick(memory.signedIn, random);
      const wrong = checkServed(await client.me(token));
      if (wrong !== undefined) problems.push(`a read on ${client.name} gave ${wrong}`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return problems;
}

/** One of `items`. @throws {Error} if there is none. */
export function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("There is nothing to choose from.");
  return item;
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}
