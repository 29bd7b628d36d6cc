// Exports nothing to call.
export const decode = "not a function";
