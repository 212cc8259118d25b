/** Certificates for what containers speak among themselves, by openssl: an authority of the installation's own. */
import { join } from "node:path";
import { Ending } from "./_ending.ts";

const CURVE = "req -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256".split(" ");
const AUTHORITY_DAYS = 3_650;
/** Of a certificate; browsers take none that is good for longer. */
export const CERTIFICATE_DAYS = 397;
const CANNOT_RUN = 69;

const SETTINGS = `[req]
distinguished_name = name
x509_extensions = authority
[name]
[authority]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
`;

export interface KeyPair {
  certificate: string;
  key: string;
}

/** @throws {Ending} where openssl cannot be run or refuses. */
export async function makeAuthority(name: string): Promise<KeyPair> {
  return await inFolder(async (folder) => {
    await openssl(folder, [
      ...CURVE,
      ...["-x509", "-days", String(AUTHORITY_DAYS), "-config", "settings", "-subj", `/CN=${name}`],
      ...["-keyout", "key", "-out", "certificate"],
    ]);
    return await readPair(folder);
  });
}

/** For a server and a client of those names and addresses. @throws {Ending} */
export async function issue(authority: KeyPair, names: readonly string[]): Promise<KeyPair> {
  return await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "authority"), authority.certificate);
    await Deno.writeTextFile(join(folder, "authority_key"), authority.key, { mode: 0o600 });
    const kind = (name: string) => /^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`;
    await Deno.writeTextFile(
      join(folder, "extensions"),
      `basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = ${names.map(kind).join(", ")}
`,
    );
    await openssl(folder, [
      ...CURVE,
      ...["-new", "-config", "settings", "-subj", `/CN=${names[0]?.slice(0, 64)}`],
      ...["-keyout", "key", "-out", "request"],
    ]);
    await openssl(folder, [
      ...["x509", "-req", "-in", "request", "-CA", "authority", "-CAkey", "authority_key"],
      ...["-days", String(CERTIFICATE_DAYS), "-extfile", "extensions"],
      ...["-set_serial", `0x${crypto.getRandomValues(new Uint8Array(15)).toHex()}`, "-out", "certificate"],
    ]);
    return await readPair(folder);
  });
}

async function readPair(folder: string): Promise<KeyPair> {
  const [certificate, key] = await Promise.all(
    ["certificate", "key"].map((name) => Deno.readTextFile(join(folder, name))),
  );
  return { certificate: certificate ?? "", key: key ?? "" };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "lexia_authority_" });
  try {
    await Deno.writeTextFile(join(folder, "settings"), SETTINGS);
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function openssl(cwd: string, args: string[]): Promise<void> {
  const command = new Deno.Command("openssl", { args, cwd, stdout: "null", stderr: "piped" });
  const ended = await command.output().catch(() => null);
  if (ended === null) {
    throw new Ending(CANNOT_RUN, "no_openssl", "Cannot run openssl: install the package of that name");
  }
  if (ended.success) return;
  const [reason] = new TextDecoder().decode(ended.stderr).trim().split("\n").slice(-1);
  throw new Ending(CANNOT_RUN, "openssl_refused", `openssl ${args[0]} failed: ${reason}`);
}
