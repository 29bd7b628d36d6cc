// EVAL, EVALSHA, SCRIPT: scripts that have a handler in JavaScript.
// There is no Lua here; a digest without handler is refused, and the error names it.

import { type Answer, array, bulk, errorAnswer, integer, ok } from "../answers.ts";
import { CommandError, parseCount, syntaxError, word } from "../arguments.ts";
import { decodeUtf8, encodeUtf8 } from "../../../base/index.ts";
import { argument, type Call, type CommandSpec } from "../command.ts";
import { isValkey } from "../versions.ts";
import { answerOfScript, type ScriptHandler, type ScriptValue, scriptValueOf } from "../scripts.ts";

/** Commands of scripting. */
export const scriptCommands: readonly CommandSpec[] = [
  {
    name: "eval",
    arity: -3,
    flags: ["write", "no-script"],
    run: (call) => evaluate(call, call.core.scripts.load(argument(call, 0))),
  },
  { name: "evalsha", arity: -3, flags: ["write", "no-script"], run: evalsha },
  {
    name: "script|load",
    arity: 3,
    flags: ["no-script"],
    run: (call) => bulk(call.core.scripts.load(argument(call, 0))),
  },
  { name: "script|exists", arity: -3, flags: ["no-script"], run: exists },
  { name: "script|flush", arity: -2, flags: ["no-script"], run: flush },
];

function evalsha(call: Call): Answer {
  const sha = decodeUtf8(argument(call, 0)).toLowerCase();
  if (!call.core.scripts.isLoaded(sha)) {
    const advice = isValkey(call.core.settings) ? "" : " Please use EVAL.";
    throw new CommandError(`NOSCRIPT No matching script.${advice}`);
  }
  return evaluate(call, sha);
}

function evaluate(call: Call, sha: string): Answer {
  const handler = call.core.scripts.handler(sha);
  return runHandler(call, handler ?? (() => null), () => {
    if (handler !== undefined) return;
    throw new CommandError(
      `ERR The embedded server runs no Lua: register a handler for script ${sha}`,
    );
  });
}

/** Runs what stands for a script or function, the keys counted; `check` may refuse before. */
export function runHandler(call: Call, handler: ScriptHandler, check: () => void): Answer {
  const keyCount = parseCount(call.args[1]);
  if (keyCount > call.args.length - 2) {
    throw new CommandError("ERR Number of keys can't be greater than number of args");
  }
  if (keyCount < 0) throw new CommandError("ERR Number of keys can't be negative");
  check();
  const keys = call.args.slice(2, 2 + keyCount);
  return answering(() =>
    answerOfScript(
      handler({
        keys,
        args: call.args.slice(2 + keyCount),
        nowMs: call.core.now(),
        call: (...words) => callInside(call, words),
      }),
    ),
  );
}

function callInside(call: Call, words: readonly (string | number | Uint8Array)[]): ScriptValue {
  const encoded = words.map((one) =>
    typeof one === "string" || typeof one === "number" ? encodeUtf8(String(one)) : one,
  );
  const [answer] = [call.run(encoded) ?? []].flat();
  if (answer === undefined)
    throw new CommandError("ERR This Redis command is not allowed from script");
  return scriptValueOf(answer);
}

/** An error of an inner command ends the script and is its answer. */
function answering(attempt: () => Answer): Answer {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof CommandError) return errorAnswer(error.message);
    throw error;
  }
}

function exists({ args, core }: Call): Answer {
  return array(
    args.map((sha) => integer(core.scripts.isLoaded(decodeUtf8(sha).toLowerCase()) ? 1 : 0)),
  );
}

function flush({ args, core }: Call): Answer {
  if (args.length > 1 || !["", "ASYNC", "SYNC"].includes(word(args[0]))) {
    throw args.length > 1
      ? syntaxError()
      : new CommandError("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
  }
  core.scripts.flush();
  return ok;
}
