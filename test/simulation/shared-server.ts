// The one server of a simulated world: the embedded one on virtual time, with a disk. It can be killed
// and started with everything it held, with what it held at the last save, or with nothing; and it can
// refuse writes as a full, or a demoted, server does.

import { registerCacheScripts } from "@respite/cache/testing";
import { encodeUtf8, type Environment } from "@respite/resp/base";
import { EmbeddedServer } from "@respite/resp/testing";

/** What a server that starts again finds on its disk. */
export type Disk = "all" | "saved" | "nothing";

/** Why writes are refused. */
export type Refusal = "OOM" | "READONLY";

interface Held {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly expiresAtMs: number | undefined;
}

const refusals: Readonly<Record<Refusal, Uint8Array>> = {
  OOM: encodeUtf8("-OOM command not allowed when used memory > 'maxmemory'.\r\n"),
  READONLY: encodeUtf8("-READONLY You can't write against a read only replica.\r\n"),
};

const writes = new Set(["SET", "SETEX", "PSETEX", "EVAL", "EVALSHA", "UNLINK"]);

/** See the file's head. */
export class SharedServer {
  readonly embedded: EmbeddedServer;
  readonly #environment: Environment;
  #saved: readonly Held[] = [];
  #refusal: Refusal | undefined;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.embedded = new EmbeddedServer({ environment });
    registerCacheScripts(this.embedded);
    this.embedded.onCommand((_connection, name) => {
      if (this.#refusal === undefined || !writes.has(name)) return undefined;
      return { reply: refusals[this.#refusal] };
    });
  }

  /** Refuses writes from now on; undefined = no more. */
  refuse(refusal: Refusal | undefined): void {
    this.#refusal = refusal;
  }

  /** Writes everything to the disk. */
  save(): void {
    if (this.embedded.running) this.#saved = this.#held();
  }

  /** Kills the process; its sockets break. With `disk` "all" everything was on the disk by then. */
  kill(disk: Disk): void {
    if (disk === "all") this.save();
    if (disk === "nothing") this.#saved = [];
    void this.embedded.stop();
  }

  /** Starts it again, as another process, with what is on the disk. */
  start(): void {
    void this.embedded.start();
    const nowMs = this.#environment.now();
    for (const { key, bytes, expiresAtMs } of this.#saved) {
      if (expiresAtMs === undefined) this.embedded.set(0, key, bytes);
      else if (expiresAtMs > nowMs) this.embedded.set(0, key, bytes, expiresAtMs - nowMs);
    }
  }

  #held(): readonly Held[] {
    const nowMs = this.#environment.now();
    return this.embedded.keys(0).flatMap((key) => {
      const bytes = this.embedded.get(0, key);
      if (bytes === undefined) return [];
      const ttlMs = this.embedded.pttl(0, key);
      return [{ key, bytes, expiresAtMs: ttlMs === undefined ? undefined : nowMs + ttlMs }];
    });
  }
}
