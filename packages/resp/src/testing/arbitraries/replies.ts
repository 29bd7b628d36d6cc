// What clients hand over and take: replies and commands.

import fc, { type Arbitrary } from "fast-check";
import type { CommandArgument, Reply } from "../../codec/index.ts";

/** Replies as `Decoder` hands them over under "utf8"; no errors. */
export function replies(): Arbitrary<Reply> {
  const { reply } = fc.letrec<{ reply: Reply }>((tie) => ({
    reply: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.maxSafeInteger(),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
      fc.double().filter((value) => !Number.isSafeInteger(value) || Object.is(value, -0)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("reply"), { maxLength: 5 }),
      fc
        .uniqueArray(fc.tuple(fc.string(), tie("reply")), {
          maxLength: 4,
          selector: ([key]) => key,
        })
        .map((entries) => new Map<Reply, Reply>(entries)),
    ),
  }));
  return reply;
}

/** Commands that can be sent: a name and arguments of every type. */
export function commands(): Arbitrary<CommandArgument[]> {
  const argument: Arbitrary<CommandArgument> = fc.oneof(
    fc.string({ unit: "binary", maxLength: 80 }),
    fc.uint8Array({ maxLength: 80 }),
    fc.double({ noNaN: true }),
    fc.bigInt(),
  );
  return fc.array(argument, { minLength: 1, maxLength: 8 });
}
