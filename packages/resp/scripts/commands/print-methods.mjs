// The class whose methods are the commands: each one line, a descriptor, run.

import {
  commentOf,
  header,
  holdsStrings,
  optionsRequired,
  optionsTypeOf,
  parametersOf,
  resultOf,
  variantsOf,
} from "./print-shared.mjs";
import { readerTypes } from "./reader-types.mjs";

const names = new Set([
  ...Object.values(readerTypes).flatMap((type) => type.match(/\b[A-Z]\w+/g) ?? []),
  ...["BitfieldOperation", "BitfieldRead", "GeoArea", "GeoPlace", "GeoUnit", "Integer"],
  ...["OneOrMany", "Pairs", "ScoredMembers", "BitRange", "FailoverTarget", "PendingRange"],
]);
names.delete("OK");
names.delete("Reply");

/** The class of all methods. */
export function printMethods(version, commands) {
  const methods = commands.filter(({ leaseOnly, iterated }) => !leaseOnly && !iterated);
  const code = methods.map(printMethod).join("\n");
  const used = [...names].filter((name) => new RegExp(String.raw`(?<!\.)\b${name}\b`).test(code));
  return `${header(version, "The client's methods.")}import type { CommandArgument, Reply, StringMode } from "../../codec/index.ts";
import * as commands from "../../commands/index.ts";
import type { ReadAs, ${used.toSorted().join(", ")} } from "../../commands/index.ts";
import { ClientFeatures } from "../client-features.ts";
import type { CallOptions } from "../client-types.ts";
import type { TypedCallOptions } from "../typed-call-options.ts";

/** The commands as methods of a client; see {@link Client}. */
export class CommandMethods extends ClientFeatures {
${code}
}
`;
}

function printMethod(command) {
  const parameters = parametersOf(command);
  const strings = holdsStrings(command);
  const own = optionsTypeOf(command, "commands.");
  const call = strings ? "TypedCallOptions<S>" : "CallOptions";
  const options = own === undefined ? call : `${own} & ${call}`;
  const mark = optionsRequired(command) ? "" : "?";
  const generics = [
    ...(strings ? [`S extends StringMode = "utf8"`] : []),
    ...variantsOf(command).map(({ text }) => text),
  ];
  const result = resultOf(command);
  const read = strings ? `ReadAs<S, ${result}>` : result;
  const passed = [...parameters.map(({ name }) => name), ...(own === undefined ? [] : ["options"])];
  const cast = strings ? " as Promise<never>" : "";
  return `${commentOf(command, "  ")}
  ${command.method}${generics.length === 0 ? "" : `<${generics.join(", ")}>`}(${[
    ...parameters.map(({ text }) => text),
    `options${mark}: ${options}`,
  ].join(", ")}): Promise<${read}> {
    return this.run(commands.${command.descriptor}(${passed.join(", ")}), options)${cast};
  }
`;
}
