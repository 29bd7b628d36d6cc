// What `npm start` promises as a process: verdict lines, exit code, and that nothing outlives it,
// whichever way it ends.

import { afterEach, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { alive, buildDemo, DemoProcess, until } from "./demo-process.ts";

/** A claim by the words it must contain. */
const claims = [
  /^PASS A session made on one replica is read on the two others/,
  /^PASS A token verified on A is accepted on B and C and never called a replay/,
  /^PASS A token refreshed on A: B and C serve the new one/,
  /^PASS The token that was refreshed is refused on all replicas/,
  /^PASS A one-time token used on A is refused on B and C/,
  /^PASS 32 parallel exchanges of one token over three replicas are accepted exactly once/,
  /^PASS A revocation on A is seen on every replica/,
  /^PASS A fourth replica joins under traffic/,
  /^PASS A replica leaves under traffic and no session is lost/,
  /^PASS No request fails while replicas join and leave/,
  /^PASS No prefix is wiped when a replica leaves/,
  /^PASS Redis killed with SIGKILL: the breaker opens on every replica/,
  /^PASS GET \/health says degraded, with status 200, and GET \/metrics shows/,
  /^PASS Reads go on from L1 on every replica/,
  /^PASS A token revoked on A in the outage is 401 on A at once/,
  /^PASS On B and C, GET \/me under outage "local" answers from L1 and is marked degraded/,
  /^PASS On B and C, GET \/me under outage "deny" answers 503/,
  /^PASS One-time tokens are refused while nobody can tell/,
  /^PASS Nothing takes longer than its deadline/,
  /^PASS Redis back, empty: the journal is replayed/,
  /^PASS Tokens revoked before the kill are refused on all replicas/,
  /^PASS Tokens revoked in the outage are refused on all replicas/,
  /^PASS Under outage "deny" no revoked token is let in at any moment of the recovery/,
  /^PASS One-time ids used before the loss are not accepted again/,
  /^PASS A one-time token issued after the loss is accepted exactly once/,
  /^PASS A session made on A in the outage is read on every replica/,
  /^PASS Every breaker is closed, GET \/health says healthy and GET \/metrics agrees/,
];
const endClaim = /^PASS Every process that was started has ended/;

/** A whole run is some 15 s here; this is for a machine that does much else. */
const runMs = 120_000;

let demo: DemoProcess | undefined;

function start(...args: readonly string[]): DemoProcess {
  demo = new DemoProcess("--no-color", ...args);
  return demo;
}

/**
 * Notes for the run's summary which server played Redis; where a real one is required, it must be.
 */
function noteServer(task: TestContext["task"], output: string): void {
  const [, name = "embedded", version = ""] =
    /Redis is ((?:redis|valkey)-server) (\S+)/.exec(output) ?? [];
  const isRequired = process.env["RESPITE_REQUIRE_REDIS"] === "1";
  expect(isRequired && name === "embedded", "no real Redis, though one is required").toBe(false);
  Object.assign(task.meta, { respiteServer: { name, version } });
}

beforeAll(() => {
  buildDemo();
}, runMs);

afterEach(() => {
  demo?.destroy();
});

describe("npm start", () => {
  it(
    "holds every claim, exits with 0 and leaves no process",
    async ({ task }) => {
      const run = start("--quick");
      const code = await run.exited;
      noteServer(task, run.output);
      const failed = run.verdicts.filter((line) => line.startsWith("FAIL"));
      expect(failed, run.output).toEqual([]);
      expect(code, run.output).toBe(0);
      expect(run.verdicts).toHaveLength(claims.length + 1);
      for (const [index, claim] of [...claims, endClaim].entries()) {
        expect(run.verdicts[index]).toMatch(claim);
      }
      expect(run.output).toMatch(/28 of 28 claims held\./);
      // Itself, three replicas, a fourth, the third again, and Redis twice.
      expect(run.pids.length).toBe(8);
      expect(alive(run.pids)).toEqual([]);
    },
    runMs,
  );

  it(
    "with --stay runs on until Ctrl-C, which ends all processes",
    async () => {
      const run = start("--quick", "--stay");
      await run.printed(/Everything stays, until Ctrl-C/, runMs);
      const [, url = ""] = await run.printed(/Try: curl -s (\S+)/, 5000);
      const health = await fetch(url);
      expect(health.status).toBe(200);
      expect(await health.json()).toMatchObject({
        status: "healthy",
        cache: { mode: "hybrid", redis: { connected: true }, circuit_breaker: { state: "closed" } },
      });
      const metrics = await fetch(url.replace("/health", "/metrics"));
      const page = await metrics.text();
      expect(page).toMatch(/^respite_cache_requests_total\{/m);
      expect(page).toMatch(/^respite_redis_operation_duration_seconds_count\{/m);
      expect(alive(run.pids).length).toBe(5);
      for (const claim of claims) expect(run.verdicts.some((line) => claim.test(line))).toBe(true);
      run.pressCtrlC();
      expect(await run.exited, run.output).toBe(0);
      expect(alive(run.pids)).toEqual([]);
    },
    runMs,
  );

  it(
    "on Ctrl-C in the middle of the show ends with 130 and leaves no process",
    async () => {
      const run = start("--quick");
      await run.printed(/SIGKILL to /, runMs);
      run.pressCtrlC();
      expect(await run.exited).toBe(130);
      expect(alive(run.pids)).toEqual([]);
    },
    runMs,
  );

  it(
    "on SIGTERM while it starts leaves no process",
    async () => {
      const run = start("--quick");
      await run.printed(/replica A is/, runMs);
      run.kill("SIGTERM");
      expect(await run.exited).toBe(130);
      await until(() => alive(run.pids).length === 0, 5000);
      expect(alive(run.pids)).toEqual([]);
    },
    runMs,
  );

  it(
    "killed itself takes Redis and the replicas with it",
    async () => {
      const run = start("--quick");
      await run.printed(/Sessions over three replicas/, runMs);
      expect(alive(run.pids).length).toBe(5);
      run.kill("SIGKILL");
      await run.exited;
      await until(() => alive(run.pids).length === 0, 5000);
      expect(alive(run.pids)).toEqual([]);
    },
    runMs,
  );

  it(
    "says FAIL and exits with 1 when a replica dies that should live",
    async () => {
      const run = start("--quick");
      const [, pid] = await run.printed(/replica B is \S+ pid (\d+)/, runMs);
      await run.printed(/A token refreshed on A/, runMs);
      process.kill(Number(pid), "SIGKILL");
      expect(await run.exited, run.output).toBe(1);
      expect(run.verdicts).toHaveLength(claims.length + 1);
      const failed = run.verdicts.filter((line) => line.startsWith("FAIL"));
      expect(failed.length).toBeGreaterThan(5);
      for (const line of failed) expect(line).toMatch(/^FAIL .+: .+/);
      expect(alive(run.pids)).toEqual([]);
    },
    runMs,
  );

  it(
    "says which server it uses, and runs on the embedded one as well",
    async () => {
      const run = start("--quick", "--server", "embedded");
      const code = await run.exited;
      expect(code, run.output).toBe(0);
      expect(run.output).toMatch(/Redis is the embedded server/);
      expect(alive(run.pids)).toEqual([]);
    },
    runMs,
  );

  it("refuses an unknown option and an unknown server by name", async () => {
    const unknown = start("--fast");
    expect(await unknown.exited).toBe(1);
    expect(unknown.output).toContain("'--fast'");
    const server = start("--server", "memcached");
    expect(await server.exited).toBe(1);
    expect(server.output).toContain("memcached");
  });
});
