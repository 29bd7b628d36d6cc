// Phase 5: replicas come and go while users go on reading. D joins, C leaves, C comes back as a new
// process, D leaves: in the end A, B and C are there again, and nobody has noticed.

import { BackgroundTraffic, checkServed } from "./background-traffic.ts";
import type { ReplicaClient } from "./replica-client.ts";
import type { Phase, Stage } from "./stage.ts";

const claims = {
  joins: "A fourth replica joins under traffic and serves every session at once",
  kept: "A replica leaves under traffic and no session is lost",
  traffic: "No request fails while replicas join and leave",
  prefix: "No prefix is wiped when a replica leaves",
} as const;

/** See the file's head. */
export const membership: Phase = {
  name: "join and leave",
  title: "A fourth replica joins and one leaves, under traffic",
  claims: Object.values(claims),
  async run(stage) {
    const { fleet, memory, verdicts } = stage;
    const tokens = memory.signedIn.map(({ token }) => token);
    const traffic = new BackgroundTraffic(stage, { outage: "deny", tokens });
    try {
      const d = await join(stage, "D");
      verdicts.decide(claims.joins, await readAll(d, tokens), `${tokens.length} sessions on D`);

      const wiped: string[] = [];
      const lost: string[] = [];
      wiped.push(...(await leave(stage, "C")));
      for (const client of fleet.clients) lost.push(...(await readAll(client, tokens)));
      lost.push(...(await readAll(await join(stage, "C"), tokens)));
      wiped.push(...(await leave(stage, "D")));
      for (const client of fleet.clients) lost.push(...(await readAll(client, tokens)));

      const detail = `${tokens.length} sessions read on every replica after C and after D left`;
      verdicts.decide(claims.kept, lost, detail);
      verdicts.decide(claims.prefix, wiped, "keys per namespace counted in Redis before and after");
    } finally {
      const { requests, problems } = await traffic.stop();
      stage.narrator.say(`${requests} requests were answered meanwhile`);
      const none = requests === 0 ? ["there was no traffic"] : [];
      verdicts.decide(claims.traffic, [...problems, ...none], `${requests} requests`);
    }
  },
};

async function join({ fleet, narrator }: Stage, name: string): Promise<ReplicaClient> {
  const client = await fleet.join(name);
  narrator.say(`replica ${name} joined: ${client.url}, pid ${fleet.pid(name)}`);
  return client;
}

/** Stops a replica; what is wrong with the keys in Redis afterwards. */
async function leave({ fleet, narrator, inspector }: Stage, name: string): Promise<string[]> {
  const before = await inspector.countKeys();
  await fleet.leave(name);
  narrator.say(`replica ${name} left`);
  const after = await inspector.countKeys();
  if ((before.get("session") ?? 0) === 0) return ["there were no sessions in Redis to be counted"];
  return [...before]
    .filter(([namespace, count]) => (after.get(namespace) ?? 0) < count)
    .map(
      ([namespace, count]) =>
        `after ${name} left, ${namespace} had ${after.get(namespace) ?? 0} of ${count} keys`,
    );
}

async function readAll(client: ReplicaClient, tokens: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(tokens.map((token) => client.me(token)));
  return answers
    .map(checkServed)
    .filter((wrong) => wrong !== undefined)
    .map((wrong) => `${client.name} gave ${wrong}`);
}
