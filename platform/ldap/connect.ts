/**
 * The connection to a directory, ready to be spoken on. TLS is begun here and not by the LDAP library: it must never
 * be possible that a connection which broke off comes back without it.
 */
import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import { DirectoryFailure, type DirectoryTarget } from "#domain/ports.ts";
import { failureOf, tlsFailureOf } from "./failures.ts";
import { type InnerHosts, mayReach } from "../inner_hosts.ts";
import { startTls } from "./start_tls.ts";

/** @throws {DirectoryFailure} */
export async function connect(target: DirectoryTarget, inner: InnerHosts): Promise<Socket> {
  const url = new URL(target.url);
  const name = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if ((target.tls === "ldaps") !== (url.protocol === "ldaps:")) throw new DirectoryFailure("tls_failed");
  const deadline = Date.now() + target.connectTimeoutMs;
  const host = await resolve(name, inner, deadline);
  const port = Number(url.port) || (target.tls === "ldaps" ? 636 : 389);
  const place = { name, host, port, deadline };
  try {
    return await reach(place, target, { isVerified: true });
  } catch (error) {
    if (!(error instanceof DirectoryFailure) || error.problem !== "certificate_untrusted") throw error;
    throw await isOutOfDate(place, target)
      ? new DirectoryFailure("certificate_expired", { cause: error })
      : error;
  }
}

interface Place {
  name: string;
  host: string;
  port: number;
  deadline: number;
}

async function reach(
  { name, host, port, deadline }: Place,
  { tls, ca }: DirectoryTarget,
  { isVerified }: { isVerified: boolean },
): Promise<Socket> {
  const socket = await opened(connectTcp({ host, port, noDelay: true }), "connect", deadline, failureOf);
  if (tls === "plain") return socket;
  try {
    if (tls === "starttls") await startTls(socket, deadline);
    const secure = connectTls({
      socket,
      // Without a name the certificate is held against the address.
      ...(isIP(name) ? { host: name } : { servername: name, host: name }),
      minVersion: "TLSv1.2",
      rejectUnauthorized: isVerified,
      ...(ca === null ? {} : { ca }),
    });
    return await opened(secure, "secureConnect", deadline, tlsFailureOf);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/**
 * The runtime does not tell a certificate that has expired from one that nobody vouches for. So the certificate is
 * fetched once more for its dates alone: nothing is sent over this connection, and nothing else is believed of it.
 */
async function isOutOfDate(place: Place, target: DirectoryTarget): Promise<boolean> {
  let socket: Socket | undefined;
  try {
    socket = await reach(place, target, { isVerified: false });
    if (!(socket instanceof TLSSocket)) return false;
    const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
    return Date.now() < Date.parse(from) || Date.now() > Date.parse(to);
  } catch {
    return false;
  } finally {
    socket?.destroy();
  }
}

/** The address is looked up once and that very one is used: a name cannot mean another machine a moment later. */
async function resolve(name: string, inner: InnerHosts, deadline: number): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DirectoryFailure("timed_out")), Math.max(1, deadline - Date.now()));
  });
  try {
    const found = await Promise.race([lookup(name, { all: true }), late]);
    const first = found[0]?.address;
    if (first === undefined) throw new DirectoryFailure("name_not_resolved");
    if (!found.every(({ address }) => mayReach(name, address, inner))) {
      throw new DirectoryFailure("address_not_allowed");
    }
    return found.find(({ family }) => family === 4)?.address ?? first;
  } catch (error) {
    if (error instanceof DirectoryFailure) throw error;
    throw new DirectoryFailure("name_not_resolved", { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function opened<S extends Socket>(
  socket: S,
  event: "connect" | "secureConnect",
  deadline: number,
  failure: (error: unknown) => DirectoryFailure,
): Promise<S> {
  const { promise, resolve, reject } = Promise.withResolvers<S>();
  const fail = (error: DirectoryFailure) => {
    socket.on("error", () => {});
    socket.destroy();
    reject(error);
  };
  const onError = (error: unknown) => fail(failure(error));
  const onClose = () => fail(new DirectoryFailure("connection_lost"));
  const timer = setTimeout(
    () => fail(new DirectoryFailure("timed_out")),
    Math.max(1, deadline - Date.now()),
  );
  socket.once("error", onError);
  socket.once("close", onClose);
  socket.once(event, () => resolve(socket));
  return promise.finally(() => {
    clearTimeout(timer);
    socket.removeListener("error", onError);
    socket.removeListener("close", onClose);
  });
}
