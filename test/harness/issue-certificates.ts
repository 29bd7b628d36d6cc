// How the certificates of certificates.ts are made. A module of its own, because its library patches
// Reflect and takes long to load, and only TLS tests need it.

// oxlint-disable-next-line import/no-unassigned-import -- the library asks for it
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import type { Certificate, Certificates } from "./certificates.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 86_400_000;

/** Makes a fresh set. */
export async function issueCertificates(): Promise<Certificates> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const directory = mkdtempSync(join(tmpdir(), "respite-certificates-"));
  const [authority, other] = await Promise.all([
    createAuthority("ca"),
    createAuthority("other-ca"),
  ]);
  const issue = async (name: string, request: Request): Promise<Certificate> =>
    store(directory, name, await createLeaf(authority, name, request));
  const loopback: x509.JsonGeneralNames = [
    { type: "dns", value: "localhost" },
    { type: "ip", value: "127.0.0.1" },
    { type: "ip", value: "::1" },
  ];
  return {
    ca: await store(directory, "ca", authority),
    otherCa: await store(directory, "other-ca", other),
    server: await issue("server", { names: loopback }),
    wrongName: await issue("wrong-name", { names: [{ type: "dns", value: "redis.example" }] }),
    expired: await issue("expired", { names: loopback, untilDay: -1 }),
    client: await issue("client", { names: [] }),
    selfSigned: await store(directory, "self-signed", await createSelfSigned(loopback)),
    [Symbol.dispose]: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface Issued {
  readonly certificate: x509.X509Certificate;
  readonly keys: CryptoKeyPair;
}

interface Request {
  readonly names: x509.JsonGeneralNames;
  /** Last day of validity, counted from today; default 1. */
  readonly untilDay?: number;
}

async function createAuthority(name: string): Promise<Issued> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=respite ${name}`,
    keys,
    signingAlgorithm: algorithm,
    ...validity(1),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return { certificate, keys };
}

async function createSelfSigned(names: x509.JsonGeneralNames): Promise<Issued> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=respite self-signed",
    keys,
    signingAlgorithm: algorithm,
    ...validity(1),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
    ],
  });
  return { certificate, keys };
}

async function createLeaf(authority: Issued, name: string, request: Request): Promise<Issued> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=respite ${name}`,
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: algorithm,
    ...validity(request.untilDay ?? 1),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      ...(request.names.length > 0
        ? [new x509.SubjectAlternativeNameExtension(request.names)]
        : []),
    ],
  });
  return { certificate, keys };
}

function generateKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

function validity(untilDay: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - 3 * dayMs), notAfter: new Date(now + untilDay * dayMs) };
}

async function store(
  directory: string,
  name: string,
  { certificate, keys }: Issued,
): Promise<Certificate> {
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey("pkcs8", keys.privateKey),
    "PRIVATE KEY",
  );
  const files = {
    certFile: join(directory, `${name}.pem`),
    keyFile: join(directory, `${name}-key.pem`),
  };
  const cert = certificate.toString("pem");
  writeFileSync(files.certFile, cert);
  writeFileSync(files.keyFile, key, { mode: 0o600 });
  return { cert, key, ...files };
}
