// A wire between one replica and the server, which a test can cut or make deaf in one direction.

import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** See the file's head. */
export interface BreakableLink {
  readonly port: number;
  /** Cuts all connections; new ones are cut at once. */
  cut(): void;
  /** What the server answers from now on is lost; what it is sent arrives. */
  loseReplies(): void;
  /** Ends the fault. Connections that lost something are cut: their streams are no longer whole. */
  mend(): void;
  close(): Promise<void>;
}

/** Listens at a free port for one replica. */
export async function breakableLink(serverPort: number): Promise<BreakableLink> {
  let state: "up" | "cut" | "deaf" = "up";
  const sockets = new Set<Socket>();
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    hold(near);
    if (state === "cut") {
      near.destroy();
      return;
    }
    const far = connect(serverPort, "127.0.0.1");
    hold(far);
    near.on("data", (chunk) => far.write(chunk));
    far.on("data", (chunk) => {
      if (state === "up") near.write(chunk);
    });
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = "cut";
      cutAll();
    },
    loseReplies() {
      state = "deaf";
    },
    mend() {
      if (state === "deaf") cutAll();
      state = "up";
    },
    close: () =>
      new Promise((resolve) => {
        cutAll();
        server.close(() => resolve());
      }),
  };
}
