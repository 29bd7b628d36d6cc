// A user's side of one replica: real HTTP over keep-alive connections, every request measured. An
// answer is an answer whatever its status; only no answer at all is an error.

import type { Grant, Me } from "../replica/token-service.ts";
import type { RequestOutage } from "../replica/bearer-ids.ts";

/** One answer of a replica. */
export interface Answer<T> {
  readonly status: number;
  /** The body where the status is 2xx. */
  readonly body: T | undefined;
  /** The refusal's reason otherwise. */
  readonly error: string | undefined;
  /** True if the header says that the answer may be out of date. */
  readonly degraded: boolean;
  readonly elapsedMs: number;
}

/** Hears of each request; `status` is undefined if there was no answer. */
export type RequestListener = (request: {
  readonly route: string;
  readonly status: number | undefined;
  readonly elapsedMs: number;
  /** Where the session of a `/me` came from. */
  readonly sessionSource: string | undefined;
}) => void;

/** Longest wait for an answer; far beyond any deadline of the cache, so that it hides none. */
const answerTimeoutMs = 15_000;

/** See the file's head. */
export class ReplicaClient {
  readonly name: string;
  readonly url: string;
  readonly #onRequest: RequestListener;

  constructor(name: string, url: string, onRequest: RequestListener) {
    this.name = name;
    this.url = url;
    this.#onRequest = onRequest;
  }

  login(user: string): Promise<Answer<Grant>> {
    return this.#ask("POST", "/login", { body: JSON.stringify({ user }) });
  }

  me(token: string, outage: RequestOutage = "deny"): Promise<Answer<Me>> {
    return this.#ask("GET", `/me?outage=${outage}`, { token });
  }

  refresh(token: string): Promise<Answer<Grant>> {
    return this.#ask("POST", "/refresh", { token });
  }

  exchange(token: string): Promise<Answer<Grant>> {
    return this.#ask("POST", "/exchange", { token });
  }

  revoke(token: string): Promise<Answer<{ revoked: "shared" | "queued" }>> {
    return this.#ask("POST", "/revoke", { token });
  }

  /** The health page; its JSON also where the status is 503. */
  async health(): Promise<{ status: number; page: HealthPage }> {
    const startedAt = performance.now();
    const response = await fetch(`${this.url}/health`, {
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const page = (await response.json()) as HealthPage;
    const { status } = response;
    const elapsedMs = performance.now() - startedAt;
    this.#onRequest({ route: "/health", status, elapsedMs, sessionSource: undefined });
    return { status, page };
  }

  /** The metrics page. */
  async metrics(): Promise<string> {
    const response = await fetch(`${this.url}/metrics`, {
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    return response.text();
  }

  /** The breaker as the metrics page shows it: 0 closed, 1 half-open, 2 open, 3 isolated. */
  async breakerGauge(): Promise<number> {
    const value = /^respite_circuit_breaker_state (\d)$/m.exec(await this.metrics())?.[1];
    return Number(value ?? NaN);
  }

  async #ask<T>(
    method: "GET" | "POST",
    path: string,
    { token, body }: { token?: string; body?: string },
  ): Promise<Answer<T>> {
    const headers: Record<string, string> = {};
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    const startedAt = performance.now();
    const route = path.replace(/\?.*/, "");
    const signal = AbortSignal.timeout(answerTimeoutMs);
    try {
      const response = await fetch(this.url + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        signal,
      });
      const json = (await response.json()) as T & { error?: string; sources?: Me["sources"] };
      const elapsedMs = performance.now() - startedAt;
      const sessionSource = json.sources?.session;
      this.#onRequest({ route, status: response.status, elapsedMs, sessionSource });
      return {
        status: response.status,
        body: response.ok ? json : undefined,
        error: response.ok ? undefined : (json.error ?? "?"),
        degraded: response.headers.get("x-cache-degraded") === "true",
        elapsedMs,
      };
    } catch (cause) {
      const elapsedMs = performance.now() - startedAt;
      this.#onRequest({ route, status: undefined, elapsedMs, sessionSource: undefined });
      throw new Error(`${method} ${route} on ${this.name} got no answer`, { cause });
    }
  }
}

/** What the driver reads of the health page. */
export interface HealthPage {
  readonly status: string;
  readonly cache: {
    readonly mode: string;
    readonly redis: { readonly connected: boolean };
    readonly circuit_breaker: { readonly state: string; readonly failures: number };
  };
}
