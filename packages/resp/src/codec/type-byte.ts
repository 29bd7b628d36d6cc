// The first byte of every token, RESP2 and RESP3 (Redis serialization protocol specification,
// "RESP protocol description"). Plain constants: the tokenizer's switch compares small integers.

export const SIMPLE = 0x2b; // +
export const ERROR = 0x2d; // -
export const INTEGER = 0x3a; // :
export const BULK = 0x24; // $
export const ARRAY = 0x2a; // *
export const NULL = 0x5f; // _
export const BOOLEAN = 0x23; // #
export const DOUBLE = 0x2c; // ,
export const BIG_NUMBER = 0x28; // (
export const BULK_ERROR = 0x21; // !
export const VERBATIM = 0x3d; // =
export const MAP = 0x25; // %
export const SET = 0x7e; // ~
export const PUSH = 0x3e; // >
export const ATTRIBUTE = 0x7c; // |
/** One piece of a streamed string. */
export const PIECE = 0x3b; // ;
/** The end of a streamed aggregate. */
export const STREAM_END = 0x2e; // .
