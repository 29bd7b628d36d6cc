// Types that say which options of a command exclude each other.

/** Options of which at most one may be given. */
export type AtMostOne<T> = {
  [K in keyof T]: { [P in keyof T]?: (P extends K ? T[P] : never) | undefined };
}[keyof T];

/** Options of which exactly one must be given. */
export type ExactlyOne<T> = {
  [K in keyof T]: { [P in K]: T[P] } & { [P in Exclude<keyof T, K>]?: undefined };
}[keyof T];
