/** Directories over LDAP 3 (RFC 4511). */
import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { Client, type Entry } from "ldapts";
import {
  type DirectoryClient,
  type DirectoryConnection,
  type DirectoryEntry,
  DirectoryFailure,
  type DirectoryTarget,
} from "#domain/ports.ts";
import { connect } from "./connect.ts";
import { operationFailureOf } from "./failures.ts";
import { filterOf } from "./filters.ts";
import type { InnerHosts } from "../inner_hosts.ts";

export interface DirectoryOptions {
  inner: InnerHosts;
  /** Whether passwords may go over the network without TLS. */
  isPlainAllowed: boolean;
}

/** What one connection may bring in all, so that no directory fills the memory. */
const MOST_BYTES = 64 * 1024 * 1024;

export function openDirectories({ inner, isPlainAllowed }: DirectoryOptions): DirectoryClient {
  return {
    async open(target) {
      if (target.tls === "plain" && !isPlainAllowed) throw new DirectoryFailure("plain_not_allowed");
      return connectionOver(await connect(target, inner), target);
    },
  };
}

function connectionOver(socket: Socket, { operationTimeoutMs }: DirectoryTarget): DirectoryConnection {
  limit(socket, MOST_BYTES);
  const client = clientOver(socket, operationTimeoutMs);

  async function operate<T>(operation: "bind" | "search", work: () => Promise<T>): Promise<T> {
    // The library would connect anew, and send what follows to whoever answers.
    if (socket.destroyed) throw new DirectoryFailure("connection_lost");
    try {
      return await work();
    } catch (error) {
      throw operationFailureOf(error, operation);
    }
  }

  return {
    async bind(dn, password) {
      // An empty name or password asks for no proof at all (RFC 4513, section 5.1.2), and is granted as nobody.
      if (dn === "" || password === "" || /\0/.test(dn + password)) {
        throw new DirectoryFailure("bind_refused");
      }
      // What the library takes for the name of a SASL mechanism has no "=".
      const name = /[=@\\]/.test(dn) ? dn : `cn=${dn}`;
      await operate("bind", () => client.bind(name, password));
    },
    async search({ base, scope, filter, attributes }, atMost) {
      const { searchEntries } = await operate("search", () =>
        client.search(base, {
          scope,
          filter: filterOf(filter),
          attributes: [...attributes],
          explicitBufferAttributes: new EveryAttribute(),
          sizeLimit: atMost,
          timeLimit: Math.ceil(operationTimeoutMs / 1_000),
        }));
      return searchEntries.slice(0, atMost).map(entryOf);
    },
    async *pages({ base, scope, filter, attributes }, size) {
      const pages = client.searchPaginated(base, {
        scope,
        filter: filterOf(filter),
        attributes: [...attributes],
        explicitBufferAttributes: new EveryAttribute(),
        paged: { pageSize: size },
      });
      for (;;) {
        const { value, done } = await operate("search", () => pages.next());
        if (done) return;
        yield value.searchEntries.map(entryOf);
      }
    },
    async close() {
      try {
        if (!socket.destroyed) await client.unbind();
      } catch {
        // It was to end anyway.
      } finally {
        socket.destroy();
      }
    },
  };
}

/** A client of this very connection: it can make no other. */
function clientOver(socket: Socket, timeout: number): Client {
  let isTaken = false;
  return new Client({
    url: "ldap://connected.invalid",
    timeout,
    strictDN: false,
    createConnection: () => {
      if (isTaken) throw new DirectoryFailure("connection_lost");
      isTaken = true;
      return socket;
    },
  });
}

function limit(socket: Socket, mostBytes: number): void {
  let count = 0;
  socket.on("data", (chunk: Uint8Array) => {
    count += chunk.length;
    if (count > mostBytes) socket.destroy();
  });
}

/** Asks for the bytes of every attribute, however the server spells its name. */
class EveryAttribute extends Array<string> {
  override includes(): boolean {
    return true;
  }
}

function entryOf({ dn, ...attributes }: Entry): DirectoryEntry {
  const values = new Map<string, string[]>();
  for (const [name, value] of Object.entries(attributes)) {
    values.set(name.toLowerCase(), (Array.isArray(value) ? value : [value]).map(textOf));
  }
  return { dn, values };
}

function textOf(value: Buffer | string): string {
  if (!Buffer.isBuffer(value)) return value;
  const text = value.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(value) && !/[^\P{Cc}\t\n\r]/u.test(text);
  return isText ? text : `hex:${value.toString("hex")}`;
}
