// Certificates for TLS tests, made at run time and thrown away: an authority, a server that is what it
// says, one with another name, one that has expired, and a client. The generator is loaded when needed.

/** A certificate and its key, as PEM texts and as files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** What `certificates` makes. */
export interface Certificates {
  /** Trust this, and the rest is trusted. */
  readonly ca: Certificate;
  /** An authority that signed none of these. */
  readonly otherCa: Certificate;
  /** For `localhost`, 127.0.0.1 and ::1. */
  readonly server: Certificate;
  /** For `redis.example`, which nobody here is. */
  readonly wrongName: Certificate;
  /** For `localhost` and 127.0.0.1, until yesterday. */
  readonly expired: Certificate;
  readonly client: Certificate;
  /** For `localhost` and 127.0.0.1, signed by itself. */
  readonly selfSigned: Certificate;
  /** Removes the files: `using set = await certificates()`. */
  [Symbol.dispose](): void;
}

/** Makes a fresh set. */
export async function certificates(): Promise<Certificates> {
  const { issueCertificates } = await import("./issue-certificates.ts");
  return issueCertificates();
}
