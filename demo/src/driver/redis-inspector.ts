// Looks into Redis from outside, past all caches: which keys are there.

import { type Client, createClient } from "@respite/resp";

/** See the file's head. */
export class RedisInspector {
  readonly #client: Client;

  constructor(redis: { readonly host: string; readonly port: number }) {
    this.#client = createClient({ host: redis.host, port: redis.port, commandTimeoutMs: 3000 });
  }

  /** Keys under the caches' prefix, counted by namespace. */
  async countKeys(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const seen = new Set<string>();
    let cursor = "0";
    do {
      const [next, keys] = await this.#client.call<[string, string[]]>([
        ...["SCAN", cursor, "MATCH", "respite:*", "COUNT", "500"],
      ]);
      for (const key of keys) seen.add(key);
      cursor = next;
    } while (cursor !== "0");
    for (const key of seen) {
      const namespace = key.split(":")[1] ?? "";
      counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
    }
    return counts;
  }

  /** True if the revocation of a token lies in Redis. */
  async hasRevocation(token: string): Promise<boolean> {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    const { jti } = JSON.parse(payload) as { jti: string };
    return (await this.#client.call(["EXISTS", `respite:revoked:${jti}`])) === 1;
  }

  /** Ends its connection. */
  close(): void {
    this.#client.destroy();
  }
}
