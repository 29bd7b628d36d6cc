// The hook for tracing: what a client tells of its operations while they run. Names and counts only,
// never an argument, never a credential.

/** One operation, as a tracer sees it. */
export interface TracedOperation {
  /** A command; commands sent together; a connection being opened; the wait for one of the pool. */
  readonly kind: "command" | "batch" | "connect" | "poolWait";
  /** Host, or the socket's path. */
  readonly serverAddress: string;
  /** Absent for a unix socket. */
  readonly serverPort: number | undefined;
  /** Database index. */
  readonly database: number;
  /** The command's name, subcommand included; "PIPELINE" or "MULTI" for a batch. */
  readonly command?: string | undefined;
  /** Arguments behind the name. */
  readonly argumentCount?: number | undefined;
  /** Keys among the arguments, where the tracer asks for it and the command's keys are known. */
  readonly keyCount?: number | undefined;
  /** Commands of a batch. */
  readonly batchSize?: number | undefined;
}

/** Wraps a client's operations; see `@respite/resp/tracing` for one that publishes them. */
export interface ClientTracer {
  /** True to be told how many keys a command names. */
  readonly countKeys?: boolean | undefined;
  /** False while nobody listens to this kind: the operation then runs unobserved. */
  wants(kind: TracedOperation["kind"]): boolean;
  /** Calls `run` at once, exactly once, and returns what it returns. */
  trace<T>(operation: TracedOperation, run: () => Promise<T>): Promise<T>;
}
