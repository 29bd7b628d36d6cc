// One connection, some commands, their replies.

import { connect } from "node:net";
import { Decoder, encodeCommand } from "../../dist/codec/index.js";

/** The replies of the server at `address` ("host:port"), in order. */
export function askServer(address, requests) {
  const [host, port] = address.split(":");
  return new Promise((resolve, reject) => {
    const replies = [];
    const socket = connect(Number(port), host, () => {
      for (const request of requests) socket.write(encodeCommand(request));
    });
    const decoder = new Decoder({
      onReply(reply) {
        replies.push(reply);
        if (replies.length < requests.length) return;
        socket.end();
        resolve(replies);
      },
    });
    socket.on("data", (chunk) => decoder.write(chunk)).on("error", reject);
  });
}
