// What a policy is to this bench: something that is asked for keys one after the other.

/** Counts how many of the requests a cache of so many entries answers. */
export type Policy = (keys: Uint32Array, capacity: number) => number;
