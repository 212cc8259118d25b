/**
 * The way to a server, step by step: name, connection, handshake. Nothing is sent over it; what asks goes its own way, and
 * verifies by itself.
 */
import { lookup } from "node:dns/promises";
import { connect as connectTcp, type Socket } from "node:net";
import {
  connect as connectTls,
  type DetailedPeerCertificate,
  rootCertificates,
  type TLSSocket,
} from "node:tls";

export interface Step<T> {
  milliseconds: number;
  /** Where it failed: the system's code, such as ENOTFOUND. */
  failure: string | null;
  found: T | null;
}

export interface Certificate {
  subject: string;
  issuer: string;
  /** Milliseconds since the epoch. */
  validFrom: number;
  validTo: number;
  /** `DNS:…, IP Address:…` */
  names: string;
  sha256: string;
}

export interface Handshake {
  /** Such as TLSv1.3. */
  protocol: string;
  cipher: string;
  /** Why the certificate is not to be trusted for that host; null where it is. */
  refusal: string | null;
  /** From the server's own to the last that it sent or that is known. */
  chain: Certificate[];
}

/** A step that was not come to is null. */
export interface NetworkPath {
  name: Step<string[]>;
  connection: Step<string> | null;
  /** Null also where the address does without TLS. */
  handshake: Step<Handshake> | null;
}

export interface PathOptions {
  /** An authority to trust beside the well-known ones. */
  ca: string | null;
  /** For each step. */
  timeoutMs: number;
}

const LONGEST_CHAIN = 6;

/** Goes as far as it can. Never throws for what the network does. */
export async function lookAtPath(url: URL, { ca, timeoutMs }: PathOptions): Promise<NetworkPath> {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  const name = await timed(async () => (await lookup(host, { all: true })).map(({ address }) => address));
  const [address] = name.found ?? [];
  if (address === undefined) return { name, connection: null, handshake: null };

  let socket: Socket | undefined;
  try {
    const connection = await timed(async () => {
      socket = await opened(connectTcp({ host: address, port }), "connect", timeoutMs);
      return `${address} port ${port}`;
    });
    if (socket === undefined || url.protocol !== "https:") return { name, connection, handshake: null };
    const open = socket;
    return { name, connection, handshake: await timed(() => shakeHands(open, host, { ca, timeoutMs })) };
  } finally {
    socket?.destroy();
  }
}

async function shakeHands(socket: Socket, host: string, { ca, timeoutMs }: PathOptions): Promise<Handshake> {
  const secured = connectTls({
    socket,
    // An address is no name to ask for.
    ...(/^[\d.]+$|:/.test(host) ? { host } : { host, servername: host }),
    ca: ca === null ? undefined : [...rootCertificates, ca],
    // To tell of a certificate what is wrong with it; no byte is sent over such a connection.
    rejectUnauthorized: false,
  });
  try {
    await opened(secured, "secureConnect", timeoutMs);
    return {
      protocol: secured.getProtocol() ?? "unknown",
      cipher: secured.getCipher().name,
      refusal: refusalOf(secured),
      chain: chainOf(secured.getPeerCertificate(true)),
    };
  } finally {
    secured.destroy();
  }
}

function refusalOf(secured: TLSSocket): string | null {
  if (secured.authorized) return null;
  const error: unknown = secured.authorizationError;
  return codeOf(error) ?? (typeof error === "string" ? error : "not trusted");
}

function chainOf(first: DetailedPeerCertificate): Certificate[] {
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  let one: DetailedPeerCertificate | undefined = first;
  while (one?.fingerprint256 && !seen.has(one.fingerprint256) && chain.length < LONGEST_CHAIN) {
    seen.add(one.fingerprint256);
    chain.push({
      subject: nameOf(one.subject),
      issuer: nameOf(one.issuer),
      validFrom: Date.parse(one.valid_from),
      validTo: Date.parse(one.valid_to),
      names: one.subjectaltname ?? "",
      sha256: one.fingerprint256.replaceAll(":", "").toLowerCase(),
    });
    one = one.issuerCertificate;
  }
  return chain;
}

function nameOf(parts: object): string {
  return Object.entries(parts).map(([key, value]) => `${key}=${[value].flat().join("+")}`).join(", ");
}

function opened<T extends Socket>(
  socket: T,
  event: "connect" | "secureConnect",
  timeoutMs: number,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => fail(new TimedOut()), timeoutMs);
    function fail(error: Error): void {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    }
    socket.on("error", fail);
    socket.once(event, () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

class TimedOut extends Error {
  code = "ETIMEDOUT";
}

async function timed<T>(work: () => Promise<T>): Promise<Step<T>> {
  const startedAt = performance.now();
  const since = () => Math.round(performance.now() - startedAt);
  try {
    const found = await work();
    return { milliseconds: since(), failure: null, found };
  } catch (error) {
    return { milliseconds: since(), failure: codeOf(error) ?? "failed", found: null };
  }
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
