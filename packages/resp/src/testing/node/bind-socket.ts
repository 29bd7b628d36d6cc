// A socket's events as a link's: the part that every listener of the kit has in common.

import type { Socket } from "node:net";
import type { LinkHandlers } from "../../transport/transport.ts";

/** Reports what happens on `socket`. The peer's last word is a close: nothing more can come from it. */
export function bindSocket(socket: Socket, handlers: LinkHandlers): void {
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    handlers.close();
  };
  socket.on("data", (chunk) => {
    handlers.data(chunk);
  });
  socket.on("drain", () => {
    handlers.drain();
  });
  socket.once("end", close);
  socket.on("error", () => {
    // "close" follows.
  });
  socket.once("close", close);
}
