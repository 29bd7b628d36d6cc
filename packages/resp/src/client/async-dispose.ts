/// <reference lib="esnext.disposable" preserve="true" />
// `await using` for what has `close()`: installed where the symbol exists, since a bare context may lack it.

/** Makes `[Symbol.asyncDispose]` of a class the same as its `close`. */
export function disposeByClosing(prototype: { close(): Promise<void> }): void {
  if (typeof Symbol.asyncDispose !== "symbol") return;
  Object.defineProperty(prototype, Symbol.asyncDispose, {
    value(this: { close(): Promise<void> }): Promise<void> {
      return this.close();
    },
  });
}
