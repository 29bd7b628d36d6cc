// What a breaker must do, written a second time and as simply as can be: no classes, no
// generations, a plain list of the calls in flight. The tests compare every step of the real one
// with this.

type End = "succeed" | "slow" | "fail" | "release";
export type Step =
  | "acquire"
  | `${End}-${"oldest" | "newest"}`
  | "tick"
  | "half-open"
  | "isolate"
  | "reset"
  | "open";

export const limits = {
  failures: 2,
  slowCalls: 2,
  openMs: 3,
  permits: 2,
  successes: 2,
  probeTimeoutMs: 2,
};

export interface Call {
  readonly period: number;
  readonly at: number;
}

export interface Model {
  state: "closed" | "open" | "half-open" | "isolated";
  period: number;
  at: number;
  openUntil: number;
  failures: number;
  /** Whether each call of the period was slow. */
  slow: boolean[];
  successes: number;
  flying: Call[];
}

export function createModel(): Model {
  const counts = { period: 0, at: 0, openUntil: 0, failures: 0, successes: 0 };
  return { state: "closed", flying: [], slow: [], ...counts };
}

/** Performs a step; for "acquire" the result says whether a permit is due. */
export function stepModel(model: Model, step: Step): boolean {
  if (step === "tick") model.at += 1;
  if (model.state === "open" && model.at >= model.openUntil) enter(model, "half-open");
  const isLive = ({ period, at }: Call): boolean =>
    period === model.period &&
    (model.state !== "half-open" || model.at < at + limits.probeTimeoutMs);
  if (step === "acquire") {
    const probing = model.flying.filter(isLive).length;
    const due =
      model.state === "closed" || (model.state === "half-open" && probing < limits.permits);
    if (due) model.flying.push({ period: model.period, at: model.at });
    return due;
  }
  if (step === "half-open" && model.state === "open") enter(model, "half-open");
  if (step === "isolate" && model.state !== "isolated") enter(model, "isolated");
  if (step === "reset") enter(model, "closed");
  if (step === "open") enter(model, "open");
  const oldest = step.endsWith("oldest") ? model.flying.shift() : undefined;
  const call = step.endsWith("newest") ? model.flying.pop() : oldest;
  if (call !== undefined && isLive(call)) end(model, step.split("-")[0] as End);
  return false;
}

function end(model: Model, how: End): void {
  if (how === "release") return;
  model.slow.push(how === "slow");
  model.failures = how === "fail" ? model.failures + 1 : 0;
  model.successes += how === "fail" ? 0 : 1;
  const probing = model.state === "half-open";
  const recent = model.slow.slice(-limits.slowCalls);
  const allSlow = recent.length === limits.slowCalls && !recent.includes(false);
  if (how === "fail" && (probing || model.failures === limits.failures)) enter(model, "open");
  else if (!probing && allSlow) enter(model, "open");
  else if (probing && model.successes === limits.successes)
    enter(model, allSlow ? "open" : "closed");
}

function enter(model: Model, state: Model["state"]): void {
  Object.assign(model, { state, period: model.period + 1, failures: 0, successes: 0, slow: [] });
  if (state === "open") model.openUntil = model.at + limits.openMs;
}

/** True if the step says nothing new: the end of a call while none, or only one, is in flight. */
export function isIdle({ flying }: Model, step: Step): boolean {
  if (step.endsWith("-newest")) return flying.length < 2;
  return step.endsWith("-oldest") && flying.length === 0;
}
