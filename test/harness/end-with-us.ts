// Child processes that don't outlive us. Exit handlers don't run after SIGKILL, nor after the SIGTERM by
// which a test runner ends a worker; the end of a pipe is seen always.

import { type ChildProcess, spawn } from "node:child_process";

/**
 * Starts a shell that ends `child` and removes `directory` when this process is gone, by whatever death: its standard input, a pipe
 * of ours, then ends. Detached, so that Ctrl-C does not take it first.
 */
export function endWithUs({ pid }: ChildProcess, directory: string): ChildProcess | undefined {
  if (pid === undefined) return undefined;
  const script = 'cat > /dev/null; kill -9 "$0" 2> /dev/null; rm -rf "$1"';
  const watchdog = spawn("sh", ["-c", script, String(pid), directory], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.once("error", () => {
    // Without a shell the server is still ended by whoever started it.
  });
  watchdog.unref();
  return watchdog;
}
