import { fromText, minimise, minimiseBytes, toText } from "@respite/resp/testing";
import { describe, expect, it } from "vitest";

describe("minimise", () => {
  it("finds the two items that are to blame", async () => {
    const items = Array.from({ length: 500 }, (_, index) => index);
    const both = (part: readonly number[]): boolean => part.includes(17) && part.includes(400);
    expect(await minimise(items, both)).toEqual([17, 400]);
  });

  it("hands back what is not interesting at all", async () => {
    expect(await minimise([1, 2, 3], () => false)).toEqual([1, 2, 3]);
    expect(await minimise([1, 2, 3], () => true)).toEqual([]);
  });

  it("stops after so many tries, with something interesting", async () => {
    const items = Array.from({ length: 1000 }, (_, index) => index);
    let calls = 0;
    const left = await minimise(
      items,
      (part) => {
        calls++;
        return part.includes(999);
      },
      { maxTries: 5 },
    );
    expect(calls).toBe(5);
    expect(left).toContain(999);
    expect(left.length).toBeLessThan(1000);
  });

  it("takes whole values and tokens out of a stream", async () => {
    const noise = "*2\r\n$3\r\nfoo\r\n:12\r\n%1\r\n+k\r\n$?\r\n;1\r\nx\r\n;0\r\n".repeat(20);
    const bytes = fromText(`${noise}*2\r\n#x\r\n:1\r\n${noise}`);
    const hasWrongBoolean = (part: Uint8Array): boolean => toText(part).includes("#x\r\n");
    expect(toText(await minimiseBytes(bytes, hasWrongBoolean))).toBe("#x\r\n");
  });
});
