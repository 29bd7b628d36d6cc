// What a breaker must do, written a second time and as simply as can be: no classes, no
// generations, a plain list of the calls in flight. The tests compare every step of the real one
// with this.

export type Step =
  | "acquire"
  | "succeed-oldest"
  | "succeed-newest"
  | "fail-oldest"
  | "fail-newest"
  | "release-oldest"
  | "release-newest"
  | "tick"
  | "half-open"
  | "isolate"
  | "reset"
  | "open";

export const limits = { failures: 2, openMs: 3, permits: 2, successes: 2, probeTimeoutMs: 2 };

export interface Call {
  readonly id: number;
  readonly period: number;
  readonly at: number;
}

export interface Model {
  state: "closed" | "open" | "half-open" | "isolated";
  period: number;
  at: number;
  openUntil: number;
  failures: number;
  successes: number;
  flying: Call[];
  nextId: number;
}

export function createModel(): Model {
  const counts = { period: 0, at: 0, openUntil: 0, failures: 0, successes: 0, nextId: 0 };
  return { state: "closed", flying: [], ...counts };
}

/** Performs a step; for "acquire" the result says whether a permit is due. */
export function stepModel(model: Model, step: Step): boolean {
  if (step === "tick") model.at += 1;
  if (model.state === "open" && model.at >= model.openUntil) enter(model, "half-open");
  const probing = model.flying.filter((call) => isLiveProbe(model, call)).length;
  if (step === "acquire") {
    const admitted =
      model.state === "closed" || (model.state === "half-open" && probing < limits.permits);
    if (admitted) model.flying.push({ id: model.nextId++, period: model.period, at: model.at });
    return admitted;
  }
  if (step === "half-open" && model.state === "open") enter(model, "half-open");
  if (step === "isolate" && model.state !== "isolated") enter(model, "isolated");
  if (step === "reset") enter(model, "closed");
  if (step === "open") enter(model, "open");
  const call = step.endsWith("oldest") ? model.flying.shift() : undefined;
  const ended = step.endsWith("newest") ? model.flying.pop() : call;
  if (ended === undefined || ended.period !== model.period) return false;
  if (model.state === "half-open" && !isLiveProbe(model, ended)) return false;
  if (step.startsWith("succeed")) succeed(model);
  if (step.startsWith("fail")) fail(model);
  return false;
}

function isLiveProbe(model: Model, call: Call): boolean {
  return call.period === model.period && model.at < call.at + limits.probeTimeoutMs;
}

function succeed(model: Model): void {
  model.failures = 0;
  model.successes += 1;
  if (model.state === "half-open" && model.successes === limits.successes) enter(model, "closed");
}

function fail(model: Model): void {
  model.failures += 1;
  if (model.state === "half-open" || model.failures === limits.failures) enter(model, "open");
}

function enter(model: Model, state: Model["state"]): void {
  Object.assign(model, { state, period: model.period + 1, failures: 0, successes: 0 });
  if (state === "open") model.openUntil = model.at + limits.openMs;
}
