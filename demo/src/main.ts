// `npm start`: the main job on real input. Exit code 0 only if every claim held; 130 after Ctrl-C
// in the middle of the show.

import { once } from "node:events";
import { parseOptions } from "./options.ts";
import { ProcessGroup } from "./processes/process-group.ts";
import { Narrator } from "./report/narrator.ts";
import { figuresTable, summaryLine, verdictLine } from "./report/report.ts";
import { endClaim, runPhases, setTheStage } from "./show.ts";
import type { Stage } from "./driver/stage.ts";

const options = parseOptions(process.argv);
const useColours = options.color && process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
const narrator = new Narrator({ colours: useColours });
const group = new ProcessGroup();
const interrupted = new AbortController();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);

try {
  process.exitCode = await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (!interrupted.signal.aborted) narrator.print(`The demo could not run: ${message}`);
  group.killAll();
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
}
// Nothing may hold the process now; whatever child is left ends with it.
process.exit();

async function main(): Promise<number> {
  narrator.print("Respite: three replicas of a token service share one Redis.");
  narrator.print(`This run's choices follow from --seed ${options.seed}.`);
  const stage = await Promise.race([show(), once(interrupted.signal, "abort")]);
  if (!("fleet" in stage)) {
    narrator.silence();
    await group.stopAll();
    return 130;
  }
  if (options.stay) return stay(stage);
  await end(stage);
  return report(stage);
}

async function show(): Promise<Stage> {
  const stage = await setTheStage(group, narrator, options);
  await runPhases(stage, interrupted.signal);
  stage.inspector.close();
  return stage;
}

/** Ends all processes and sees that they are gone. */
async function end({ verdicts }: Stage): Promise<void> {
  narrator.phase("Everything ends");
  await group.stopAll();
  const left = group.survivors();
  narrator.say(`${left.length} processes are left`);
  verdicts.decide(
    endClaim,
    left.map((pid) => `process ${pid} is still there`),
    "",
  );
}

function report({ measurements, verdicts }: Stage): number {
  const all = verdicts.all();
  narrator.print(`\n${figuresTable(measurements.all())}`);
  narrator.print("Session hits are few where revoked tokens are shown: their sessions are gone.\n");
  for (const verdict of all) narrator.print(verdictLine(verdict, narrator.colours));
  narrator.print(`\n${summaryLine(all)}`);
  return verdicts.held ? 0 : 1;
}

/** Leaves everything running until Ctrl-C. */
async function stay(stage: Stage): Promise<number> {
  const code = report(stage);
  const { redis, fleet } = stage;
  narrator.print(`\nEverything stays, until Ctrl-C:`);
  narrator.print(`  redis      ${redis.host}:${redis.port}  pid ${redis.pid}`);
  for (const { name, url } of fleet.clients) {
    narrator.print(`  replica ${name}  ${url}  pid ${fleet.pid(name)}`);
  }
  narrator.print(`Try: curl -s ${fleet.client("A").url}/health`);
  if (!interrupted.signal.aborted) await once(interrupted.signal, "abort");
  narrator.silence();
  await group.stopAll();
  return code;
}

function interrupt(): void {
  if (interrupted.signal.aborted) {
    // Asked twice: at once.
    group.killAll();
    process.exit(130);
  }
  narrator.print("\nEnding all processes.");
  interrupted.abort();
}
