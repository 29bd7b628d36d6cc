// The bytes of RESP's lines that are no types.

export const LF = 0x0a;
export const CR = 0x0d;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const ZERO = 0x30;
export const QUESTION = 0x3f;
