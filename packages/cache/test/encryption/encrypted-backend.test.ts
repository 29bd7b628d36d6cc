// Encryption: what lies below, what is refused, and that every failure looks the same.

import { webcrypto } from "node:crypto";
import type { CryptoSource } from "@respite/resp/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecryptionError, EncryptedBackend } from "../../src/encryption/index.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { ReplayGuard } from "../../src/replay/index.ts";
import { createCache } from "../../src/index.ts";
import { bytes, failure, text } from "../support/hybrid-world.ts";
import { keyIdOf, makeBox, namespaceKeyOf, openBox } from "./independent-box.ts";

const keyOf = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const [one, two, three] = [keyOf(1), keyOf(2), keyOf(3)] as const;
const stamp = { timeMs: 1_700_000_000_000, counter: 513, replica: 0xdeadbeef };
const crypto = webcrypto as unknown as CryptoSource;

function over(
  backend: MemoryBackend,
  options: Partial<ConstructorParameters<typeof EncryptedBackend>[0]> = {},
): EncryptedBackend {
  return new EncryptedBackend({ backend, keys: [one], keyPrefix: "shop", ...options });
}

async function storedIn(below: MemoryBackend, key: string): Promise<Uint8Array> {
  return (await below.get(key))!.value;
}

describe("what lies below", () => {
  const inputs = { master: one, prefix: "shop", namespace: "session", rest: ":abc", stamp };

  it("is what an independent implementation decrypts", async () => {
    const below = new MemoryBackend();
    await over(below).set("session:abc", bytes("secret"), { stamp });
    const box = await storedIn(below, "session:abc");
    expect(box.length).toBe("secret".length + 53);
    expect(box[0]).toBe(1);
    expect(Buffer.from(box.subarray(1, 9))).toEqual(keyIdOf(one));
    expect(openBox(box, inputs).toString()).toBe("secret");
    expect(() => openBox(box, { ...inputs, rest: ":abd" })).toThrow(/authenticate/);
  });

  it("is read from what an independent implementation encrypted", async () => {
    const below = new MemoryBackend();
    const salt = Buffer.alloc(16, 7);
    const box = makeBox(bytes("known"), inputs, { salt, nonce: Buffer.alloc(12, 9) });
    await below.set("session:abc", box, { stamp });
    expect(text(await over(below).get("session:abc"))).toBe("known");
  });

  it("has these very bytes for these very inputs", () => {
    const salt = Buffer.alloc(16, 7);
    expect(keyIdOf(one).toString("hex")).toBe("60e22700de9f6d6c");
    expect(namespaceKeyOf(one, salt, "session").toString("hex")).toBe(
      "8fb92e6b8bd7d5b361a2c1009cc74c1a3405605f41857b0f6a9bf2fa274adc9f",
    );
    const box = makeBox(bytes("known"), inputs, { salt, nonce: Buffer.alloc(12, 9) });
    expect(box.toString("hex")).toBe(
      "0160e22700de9f6d6c07070707070707070707070707070707090909090909090909090909" +
        "d57dff9949080f6f64b045ab04f375e2c8e410da86",
    );
  });

  it("keeps its stamp readable, and a tombstone as it is", async () => {
    const below = new MemoryBackend();
    const above = over(below);
    await above.set("session:abc", bytes("v"), { stamp });
    expect((await below.get("session:abc"))?.stamp).toEqual(stamp);
    const write = { key: "session:abc", value: bytes("older"), ttlMs: undefined };
    expect(await above.setIfNewer({ ...write, stamp: { ...stamp, counter: 1 } })).toBe(
      "superseded",
    );
    await above.delete("session:abc", { stamp: { ...stamp, counter: 514 } });
    expect(await above.get("session:abc")).toBeUndefined();
    expect(await above.setIfNewer({ ...write, stamp })).toBe("superseded");
    expect(await above.setIfAbsent("session:abc", bytes("new"))).toBe(true);
    expect(text(await above.get("session:abc"))).toBe("new");
  });

  it("differs from write to write", async () => {
    const below = new MemoryBackend();
    const above = over(below);
    await above.setMany(["a", "b"].map((key) => ({ key, value: bytes("same"), stamp })));
    const boxes = await Promise.all(["a", "b"].map((key) => storedIn(below, key)));
    expect(boxes[0]!.subarray(0, 25)).toEqual(boxes[1]!.subarray(0, 25));
    expect(boxes[0]!.subarray(25)).not.toEqual(boxes[1]!.subarray(25));
  });
});

describe("what is refused", () => {
  async function refusal(
    change: (below: MemoryBackend) => Promise<void>,
    options?: Parameters<typeof over>[1],
  ): Promise<Error> {
    const below = new MemoryBackend();
    await over(below).set("session:abc", bytes("secret"), { stamp });
    await over(below).set("session:other", bytes("other"), { stamp });
    await change(below);
    return failure(over(below, options).get("session:abc"));
  }

  const put = (value: Uint8Array) => async (below: MemoryBackend) => {
    await below.set("session:abc", value, { stamp });
  };
  const moved =
    (from: string, at: typeof stamp = stamp) =>
    async (below: MemoryBackend) => {
      await below.set("session:abc", await storedIn(below, from), { stamp: at });
    };

  it("every flipped bit of every byte", async () => {
    const below = new MemoryBackend();
    const above = over(below);
    await above.set("session:abc", bytes("secret"), { stamp });
    const box = await storedIn(below, "session:abc");
    for (let bit = 0; bit < box.length * 8; bit += 1) {
      const flipped = box.slice();
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      await below.set("session:abc", flipped, { stamp });
      await expect(above.get("session:abc")).rejects.toBeInstanceOf(DecryptionError);
    }
    await below.set("session:abc", box, { stamp });
    expect(text(await above.get("session:abc"))).toBe("secret");
    expect(above.derivedKeyCount).toBeLessThanOrEqual(2);
  });

  it("every truncation, and bytes too many", async () => {
    const below = new MemoryBackend();
    const above = over(below);
    await above.set("session:abc", bytes("secret"), { stamp });
    const box = await storedIn(below, "session:abc");
    for (let length = 0; length < box.length; length += 1) {
      await below.set("session:abc", box.slice(0, length), { stamp });
      await expect(above.get("session:abc")).rejects.toBeInstanceOf(DecryptionError);
    }
    await below.set("session:abc", Buffer.concat([box, Buffer.of(0)]), { stamp });
    await expect(above.get("session:abc")).rejects.toBeInstanceOf(DecryptionError);
  });

  it.each([
    ["a value of another key", moved("session:other"), {}],
    ["another stamp", moved("session:abc", { ...stamp, replica: 1 }), {}],
    ["another prefix", async () => {}, { keyPrefix: "bank" }],
    ["another master key", async () => {}, { keys: [two] }],
    ["plain bytes", put(bytes("forged")), {}],
    ["no bytes", put(new Uint8Array(0)), {}],
    [
      "another namespace",
      async (below: MemoryBackend) => {
        await over(below).set("user:abc", bytes("x"), { stamp });
        await moved("user:abc")(below);
      },
      {},
    ],
    [
      "a version of the past",
      async (below: MemoryBackend) => {
        const box = await storedIn(below, "session:abc");
        box[0] = 0;
        await put(box)(below);
      },
      {},
    ],
  ])("%s, by the same words and without a cause", async (_, change, options) => {
    const error = await refusal(change, options);
    expect(error).toBeInstanceOf(DecryptionError);
    expect(error).toMatchObject({ name: "DecryptionError", code: "DECRYPTION_FAILED" });
    expect(error.message).toBe(new DecryptionError().message);
    expect(Object.hasOwn(error, "cause")).toBe(false);
  });

  it("with the same work, whatever is wrong", async () => {
    const calls: string[] = [];
    const subtle = new Proxy(webcrypto.subtle, {
      get(target, name) {
        const method = target[name as "decrypt"] as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => {
          calls.push(String(name));
          return method.apply(target, args);
        };
      },
    });
    const environment = {
      crypto: { subtle, getRandomValues: crypto.getRandomValues.bind(crypto) } as CryptoSource,
    };
    const below = new MemoryBackend();
    const above = over(below, { environment });
    await above.set("session:abc", bytes("secret"), { stamp });
    const box = await storedIn(below, "session:abc");
    const changed = (at: number): Uint8Array => box.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const wrong = [changed(0), changed(1), changed(9), changed(25), changed(37), box.slice(0, 3)];
    for (const value of wrong) {
      await below.set("session:abc", value, { stamp });
      calls.length = 0;
      await failure(above.get("session:abc"));
      expect(calls).toEqual(["deriveKey", "decrypt"]);
    }
  });

  it("as a miss where the policy says so, and never in the security tier", async () => {
    const below = new MemoryBackend();
    await below.set("session:abc", bytes("plain"), { stamp });
    const above = over(below, { onFailure: "miss" });
    expect(await above.get("session:abc")).toBeUndefined();
    expect(await above.getMany(["session:abc", "x"])).toEqual([undefined, undefined]);
    const strictly = { tier: "security" } as object;
    await expect(above.get("session:abc", strictly)).rejects.toBeInstanceOf(DecryptionError);
    expect(above.stats()).toMatchObject({ hits: 1, misses: 3, errors: 3, hitRate: 0.25 });
  });
});

describe("keys", () => {
  it("rotate: the first encrypts, all decrypt, and a value of a key that is gone is refused", async () => {
    const below = new MemoryBackend();
    for (const [index, keys] of [[one], [two, one], [three, two, one]].entries()) {
      await over(below, { keys }).set(`session:${index}`, bytes(`v${index}`), { stamp });
    }
    const ring = over(below, { keys: [three, two, one] });
    for (const index of [0, 1, 2])
      expect(text(await ring.get(`session:${index}`))).toBe(`v${index}`);
    for (const [index, master] of [one, two, three].entries()) {
      const box = await storedIn(below, `session:${index}`);
      expect(Buffer.from(box.subarray(1, 9))).toEqual(keyIdOf(master));
    }
    const shorter = over(below, { keys: [three, two] });
    expect(text(await shorter.get("session:1"))).toBe("v1");
    await expect(shorter.get("session:0")).rejects.toBeInstanceOf(DecryptionError);
  });

  it("are renewed by a new salt after so many writes, and old values stay readable", async () => {
    const below = new MemoryBackend();
    const above = over(below, { writesPerSalt: 3 });
    const keys = Array.from({ length: 10 }, (_, index) => `session:${index}`);
    await Promise.all(keys.map((key) => above.set(key, bytes(key))));
    const boxes = await Promise.all(keys.map((key) => storedIn(below, key)));
    const uses = new Map<string, number>();
    for (const box of boxes) {
      const salt = Buffer.from(box.subarray(9, 25)).toString("hex");
      uses.set(salt, (uses.get(salt) ?? 0) + 1);
    }
    expect([...uses.values()].toSorted((a, b) => a - b)).toEqual([1, 3, 3, 3]);
    const elsewhere = over(below);
    for (const key of keys) expect(text(await elsewhere.get(key))).toBe(key);
  });

  it("are of one process and one namespace", async () => {
    const below = new MemoryBackend();
    const [a, b] = [over(below), over(below)];
    await a.set("session:1", bytes("v"));
    await a.set("user:1", bytes("v"));
    await b.set("session:2", bytes("v"));
    const salts = await Promise.all(
      ["session:1", "user:1", "session:2"].map(async (key) =>
        Buffer.from((await storedIn(below, key)).subarray(9, 25)).toString("hex"),
      ),
    );
    expect(new Set(salts).size).toBe(3);
  });

  it("are held in bounded number", async () => {
    const below = new MemoryBackend();
    const above = over(below, { maxDerivedKeys: 4 });
    const keys = Array.from({ length: 50 }, (_, index) => `n${index}:k`);
    for (const key of keys) await above.set(key, bytes(key));
    for (const key of keys) expect(text(await above.get(key))).toBe(key);
    expect(above.derivedKeyCount).toBe(8);
  });

  it.each(["base64:", "hex:"])("are read from text with %s", async (prefix) => {
    const below = new MemoryBackend();
    const secret = Buffer.from(webcrypto.getRandomValues(new Uint8Array(33)));
    const encoded = secret.toString(prefix.slice(0, -1) as "hex");
    await over(below, { keys: [prefix + encoded] }).set("k", bytes("v"));
    expect(text(await over(below, { keys: [secret] }).get("k"))).toBe("v");
    const urlSafe = `base64:${secret.toString("base64url")}`;
    expect(text(await over(below, { keys: [urlSafe] }).get("k"))).toBe("v");
  });

  it.each([
    [undefined, TypeError, /"keys" is required/],
    [[], RangeError, /1 to 16, got 0/],
    [[7], TypeError, /keys\[0\].*got number/],
    [["hunter2 hunter2 hunter2 hunter2 hunter2"], RangeError, /keys\[0\].*base64:… or hex:…/],
    [[one, "hex:00ff"], RangeError, /keys\[1\]" has 2 bytes/],
    [["base64:A"], RangeError, /keys\[0\]/],
    [["hex:0"], RangeError, /keys\[0\]/],
    [[one, two, one], RangeError, /keys\[2\]" repeats/],
  ])("refuses %o", (keys, kind, message) => {
    const make = () => over(new MemoryBackend(), { keys: keys as never });
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
    expect(make).not.toThrow(/hunter2|00ff/);
  });
});

describe("EncryptedBackend", () => {
  it("refuses to start without Web Crypto, and says what to pass", () => {
    const expected = expect.objectContaining({
      code: "UNSUPPORTED",
      message: expect.stringContaining("environment.crypto"),
    });
    for (const absent of [
      { getRandomValues: (array: Uint32Array) => array },
      { getRandomValues: (array: Uint32Array) => array, subtle: {} },
    ]) {
      const environment = { crypto: absent as CryptoSource };
      expect(() => over(new MemoryBackend(), { environment })).toThrow(expected);
      const make = () =>
        createCache({ mode: "redis", encryption: { keys: [one] }, environment, redis: {} });
      expect(make).toThrow(expected);
    }
  });

  it("gives back 10,000 random values under random keys", async () => {
    const below = new MemoryBackend({ maxEntries: 20_000 });
    const above = over(below, { keys: [two, one] });
    const reader = over(below, { keys: [one, two] });
    const entry = fc.record({
      key: fc.tuple(fc.constantFrom("session", "user", "%3A"), fc.string({ unit: "grapheme" })),
      value: fc.uint8Array({ maxLength: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 100, maxLength: 100 }), async (entries) => {
        const last = new Map(entries.map(({ key, value }) => [key.join(":"), value]));
        const keys = [...last.keys()];
        await above.setMany(entries.map(({ key, value }) => ({ key: key.join(":"), value })));
        const found = await reader.getMany(keys);
        for (const [index, key] of keys.entries()) {
          expect(found[index]?.value).toEqual(last.get(key));
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it("keeps the order of calls: a large value does not come after a small one", async () => {
    const below = new MemoryBackend();
    const above = over(below);
    const written = [
      above.set("k", new Uint8Array(4_000_000)),
      above.set("k", bytes("second")),
      above.get("k"),
      above.delete("k"),
      above.setIfAbsent("k", new Uint8Array(1_000_000)),
      above.setIfAbsent("k", bytes("too late")),
    ];
    const results = await Promise.all(written);
    expect(text(results[2] as never)).toBe("second");
    expect(results[3]).toMatchObject({ existed: true });
    expect(results.slice(4)).toEqual([true, false]);
  });

  it("lets a failed call pass, and those behind it go on", async () => {
    const above = over(new MemoryBackend());
    const bad = failure(above.set("k", "text" as never));
    const worse = failure(above.set("k", bytes("v"), { ttlMs: 0.5 }));
    const good = above.set("k", bytes("v"));
    expect(await bad).toBeInstanceOf(TypeError);
    expect(await worse).toBeInstanceOf(RangeError);
    expect(await good).toBe("local");
    expect(text(await above.get("k"))).toBe("v");
  });

  it("serves a replay guard: ids stay keys, owners are encrypted, forged records refuse", async () => {
    const below = new MemoryBackend();
    const guards = [over(below), over(below)].map((backend) => new ReplayGuard({ backend }));
    const options = { expiresAtMs: Date.now() + 60_000, owner: "token" };
    expect(await guards[0]!.consume("id", options)).toBe("accepted");
    expect(await guards[1]!.consume("id", options)).toBe("known");
    expect(await guards[1]!.consume("id", { ...options, owner: "thief" })).toBe("replayed");
    expect(await below.exists("jti:id")).toBe(true);
    await below.set("jti:id", bytes("forged"));
    expect(await guards[1]!.consume("id", options)).toBe("refused");
  });
});
