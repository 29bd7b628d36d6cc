// What a full client can do beyond commands and connections: scripts, function libraries, cached reads.

import { CachingReader, type CachingReaderOptions } from "./caching-reader.ts";
import { ClientCore } from "./client-core.ts";
import { FunctionLibrary, type LibraryOptions } from "./function-library.ts";
import { Script } from "./script.ts";

/** A client with everything that is made of commands, but no command of its own as method. */
export class ClientFeatures extends ClientCore {
  /** A script to be run by its digest; the server is sent the source only where it lacks it. */
  script(source: string): Script {
    return new Script(this, source);
  }

  /** A library of functions (Redis 7.0+), loaded when first called and again when it was lost. */
  library(source: string, options?: LibraryOptions): FunctionLibrary {
    return new FunctionLibrary(this, source, options);
  }

  /**
   * Reads that are answered from memory until the server says that a key has changed (Redis 6.0+).
   *
   * @throws {RespError} `UNSUPPORTED` before Redis 6.0 or without permission for CLIENT TRACKING.
   */
  cachingReader(options?: CachingReaderOptions): Promise<CachingReader> {
    return CachingReader.open(this, options);
  }
}
