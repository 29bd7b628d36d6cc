// "@respite/resp/node": the byte transport of Node, for clients made by "@respite/resp/core".
export { nodeTransport } from "./transport/node.ts";
