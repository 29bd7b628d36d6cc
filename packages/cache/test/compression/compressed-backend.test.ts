// Compression: what is compressed, what is refused, and how it stands beside encryption.

import { deflateRawSync, inflateRaw, deflateRaw } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CompressedBackend,
  type CompressionCodec,
  type CompressionOptions,
  streamCodec,
} from "../../src/compression/index.ts";
import { createCache } from "../../src/index.ts";
import { MemoryBackend } from "../../src/memory/index.ts";
import { bytes, text } from "../support/hybrid-world.ts";

const mebibyte = 2 ** 20;

function over(backend: MemoryBackend, options: CompressionOptions = {}): CompressedBackend {
  return new CompressedBackend({ backend, ...options });
}

/** A stored value that claims `claimed` bytes and decompresses to `actual`. */
function bomb(claimed: number, actual: number): Uint8Array {
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeUInt32BE(claimed, 1);
  return Buffer.concat([head, deflateRawSync(Buffer.alloc(actual))]);
}

const zlibCodec: CompressionCodec = {
  id: 2,
  compress: (given) =>
    new Promise((resolve, reject) => {
      deflateRaw(given, (error, out) => (error === null ? resolve(out) : reject(error)));
    }),
  decompress: (given, maxOutputLength) =>
    new Promise((resolve, reject) => {
      inflateRaw(given, { maxOutputLength }, (error, out) => {
        if (error === null) resolve(out);
        else reject(error);
      });
    }),
};

describe("CompressedBackend", () => {
  it("compresses from minBytes on, and what would not become shorter not at all", async () => {
    const below = new MemoryBackend();
    const above = over(below, { minBytes: 100 });
    const lengthOf = async (value: Uint8Array): Promise<number> => {
      await above.set("k", value);
      expect(Buffer.from((await above.get("k"))!.value).equals(value)).toBe(true);
      return (await below.get("k"))!.value.length;
    };
    expect(await lengthOf(new Uint8Array(99))).toBe(100);
    expect(await lengthOf(new Uint8Array(100))).toBeLessThan(30);
    const noise = crypto.getRandomValues(new Uint8Array(5000));
    expect(await lengthOf(noise)).toBe(5001);
    expect(await lengthOf(new Uint8Array(3 * mebibyte))).toBeLessThan(5000);
    expect(await lengthOf(new Uint8Array(0))).toBe(1);
  });

  it("writes what any DEFLATE reads, behind its length", async () => {
    const below = new MemoryBackend();
    const value = bytes("respite ".repeat(1000));
    await over(below).set("k", value);
    const held = Buffer.from((await below.get("k"))!.value);
    expect([held[0], held.readUInt32BE(1)]).toEqual([1, 8000]);
    const read = await zlibCodec.decompress(held.subarray(5), 8000);
    expect(Buffer.from(read)).toEqual(Buffer.from(value));
  });

  it("gives back random values of any compressibility", async () => {
    const below = new MemoryBackend();
    const above = over(below, { minBytes: 0 });
    const value = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc.array(fc.constantFrom(1, 2), { maxLength: 5000 }).map((all) => Uint8Array.from(all)),
    );
    await fc.assert(
      fc.asyncProperty(value, async (given) => {
        await above.set("k", given);
        expect((await above.get("k"))?.value).toEqual(given);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["claims too much", bomb(65 * mebibyte, 65 * mebibyte), /more than maxOutputBytes/],
    ["claims little and is much", bomb(1000, 200 * mebibyte), /can't be decompressed/],
    ["claims more than it is", bomb(2000, 1000), /1000 bytes and should to 2000/],
    ["is garbage", Buffer.from([1, 0, 0, 0, 9, 255, 255, 255]), /can't be decompressed/],
    ["is cut off", bomb(1000, 1000).subarray(0, 9), /can't be decompressed|should to/],
    ["has half a head", Buffer.from([1, 0, 0]), /compressed in a way/],
    ["is of another codec", Buffer.from([9, 0, 0, 0, 1, 0]), /compressed in a way, 9/],
    ["is empty", Buffer.alloc(0), /compressed in a way/],
  ])("refuses a value that %s", async (_, stored, message) => {
    const below = new MemoryBackend();
    await below.set("k", stored);
    const above = over(below);
    await expect(above.get("k")).rejects.toMatchObject({
      code: "INVALID_VALUE",
      message: expect.stringMatching(message),
    });
    expect(above.stats().errors).toBe(1);
  });

  it("takes no memory for a bomb: it stops at the first bytes too many", async () => {
    let produced = 0;
    const { DecompressionStream } = globalThis as unknown as {
      DecompressionStream: new (format: "deflate-raw") => {
        readable: { getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }> } };
      };
    };
    class Counting extends DecompressionStream {
      constructor(format: "deflate-raw") {
        super(format);
        const reader = this.readable.getReader();
        Object.defineProperty(this, "readable", {
          value: {
            getReader: () => ({
              async read() {
                const next = await reader.read();
                produced += next.value?.length ?? 0;
                return next;
              },
              cancel: () => (reader as unknown as { cancel(): Promise<void> }).cancel(),
            }),
          },
        });
      }
    }
    const codec = streamCodec({
      CompressionStream: globalThis.CompressionStream as never,
      DecompressionStream: Counting as never,
    });
    const below = new MemoryBackend();
    await below.set("k", bomb(1000, 500 * mebibyte));
    await expect(over(below, { codec }).get("k")).rejects.toMatchObject({ code: "INVALID_VALUE" });
    expect(produced).toBeGreaterThan(1000);
    expect(produced).toBeLessThan(mebibyte);
  });

  it("refuses to store what it could not read back", async () => {
    const above = over(new MemoryBackend(), { maxOutputBytes: 10 });
    await above.set("k", new Uint8Array(10));
    const error = { code: "TOO_LARGE" };
    await expect(above.set("k", new Uint8Array(11))).rejects.toMatchObject(error);
    expect(await above.setMany([{ key: "k", value: new Uint8Array(11) }])).toMatchObject([error]);
  });

  it("takes another codec, and says so in the value", async () => {
    const below = new MemoryBackend();
    const above = over(below, { codec: zlibCodec });
    await above.set("k", bytes("x".repeat(2000)));
    expect((await below.get("k"))!.value[0]).toBe(2);
    expect(text(await above.get("k"))).toBe("x".repeat(2000));
    await expect(over(below).get("k")).rejects.toMatchObject({ code: "INVALID_VALUE" });
  });

  it.each([
    [{ minBytes: -1 }, RangeError, /minBytes/],
    [{ maxOutputBytes: 0 }, RangeError, /maxOutputBytes/],
    [{ maxOutputBytes: 2 ** 32 }, RangeError, /maxOutputBytes/],
    [{ codec: {} }, TypeError, /codec/],
    [{ codec: { ...zlibCodec, id: 0 } }, RangeError, /codec.id.*got 0/],
    [{ level: 9 }, TypeError, /unknown option "level"/],
  ])("refuses %o", (options, kind, message) => {
    const make = () => over(new MemoryBackend(), options as never);
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });

  it("says what to do where the platform has no streams", () => {
    expect(() => streamCodec({})).toThrow(
      expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(/codec/) }),
    );
  });
});

describe("createCache", () => {
  const encryption = { keys: [new Uint8Array(32).fill(1)] };

  it("refuses compression beside encryption unless it is asked for by name", async () => {
    const make = (compression: object) => () =>
      createCache({ mode: "redis", encryption, compression });
    expect(make({})).toThrow(RangeError);
    expect(make({})).toThrow(/besideEncryption/);
    expect(make({ besideEncryption: "yes" })).toThrow(TypeError);
    await make({ besideEncryption: true })().close();
  });

  it("checks both in memory mode, where nothing leaves the process, and uses neither", async () => {
    const compression = { besideEncryption: true };
    const cache = createCache({ encryption, compression, environment: { crypto: undefined } });
    await cache.namespace<number>("n").set("k", 1);
    expect(await cache.namespace<number>("n").get("k")).toBe(1);
    await cache.close();
    expect(() => createCache({ encryption: { keys: [] } })).toThrow(RangeError);
    expect(() => createCache({ compression: { minBytes: -1 } })).toThrow(RangeError);
  });
});
