// Every way a client can reach every server: the suites below run on all of them.

import type { ClientOptions } from "@respite/resp";
import { createGenericPool } from "@respite/resp/generic-pool";
import { serversUnderTest } from "../../harness/index.ts";

type Kind = ReturnType<typeof serversUnderTest>[number];

/** One server, one protocol, one way to its connections. */
export interface Combination {
  readonly name: Kind["name"];
  readonly kind: Kind;
  readonly lane: string;
  readonly options: ClientOptions;
}

const lanes: readonly [lane: string, options: ClientOptions][] = [
  ["shared", { mode: "shared" }],
  ["exclusive", { mode: "exclusive" }],
  [
    "exclusive over generic-pool",
    { mode: "exclusive", createPool: (factory) => createGenericPool(factory, { max: 10 }) },
  ],
];

/** Who lends connections, under each protocol, for suites that are about leases and what blocks. */
export const pools: readonly {
  readonly protocol: 2 | 3;
  readonly pool: string;
  /** Options of a client whose pool holds `poolSize` at most. */
  readonly pooled: (poolSize?: number) => ClientOptions;
}[] = ([2, 3] as const).flatMap((protocol) => [
  { protocol, pool: "our pool", pooled: (poolSize = 10) => ({ protocol, poolSize }) },
  {
    protocol,
    pool: "generic-pool",
    pooled: (max = 10) => ({
      protocol,
      createPool: (factory) => createGenericPool(factory, { max }),
    }),
  },
]);

/** All of them, for `describe.each`; titles read "$name, RESP$options.protocol, $lane". */
export function combinations(): Combination[] {
  return serversUnderTest().flatMap((kind) =>
    ([2, 3] as const).flatMap((protocol) =>
      lanes.map(([lane, options]): Combination => {
        return { name: kind.name, kind, lane, options: Object.assign({ protocol }, options) };
      }),
    ),
  );
}
