import pg from "pg";
import type { Log, SqlDriver } from "#domain/ports.ts";
import { CONNECT_MILLISECONDS, IDLE_TRANSACTION_SECONDS, poolDriver } from "../sql/pool_driver.ts";
import { watchPool } from "../sql/watch_pool.ts";

export interface ServerDatabaseOptions {
  /** `postgres://user:password@host:5432/name`, with `?sslmode=require` for TLS. */
  url: string;
  /** The CA certificates to trust, as PEM text. Given, the connection uses TLS and the server's name is verified. */
  ca?: string;
  /** Connections at most; 10 where it is not given. */
  max?: number;
  /** 10 where it is not given; 0 for no limit, as migrations need. */
  statementTimeoutSeconds?: number;
  /** How long a transaction may stand still before PostgreSQL ends it with its locks. */
  idleTransactionSeconds?: number;
  log: Log;
}

const GRACE_MILLISECONDS = 5_000;

/** PostgreSQL over TCP. @throws {Error} when the URL cannot be read, without repeating it. */
export function openServerDatabase(options: ServerDatabaseOptions): SqlDriver {
  const { max = 10, statementTimeoutSeconds = 10, idleTransactionSeconds = IDLE_TRANSACTION_SECONDS, log } =
    options;
  const timeout = statementTimeoutSeconds * 1_000;
  const url = parseUrl(options.url);
  const pool = new pg.Pool({
    ssl: tlsOptions(url, options.ca),
    connectionString: withoutTlsOptions(url),
    max,
    application_name: "lexia",
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: 1_800,
    keepAlive: true,
    // Both travel with the login.
    statement_timeout: timeout,
    idle_in_transaction_session_timeout: idleTransactionSeconds * 1_000,
  });
  watchPool(pool, log);
  // The server ends a slow statement itself; the deadline is for a server that no longer answers at all.
  return poolDriver(pool, timeout === 0 ? 0 : timeout + GRACE_MILLISECONDS);
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === "postgres:" || url?.protocol === "postgresql:") return url;
  throw new Error("Cannot read the database's URL: expected postgres://user:password@host:5432/name");
}

function tlsOptions(url: URL, ca: string | undefined): { ca?: string; rejectUnauthorized: true } | false {
  if (ca) return { ca, rejectUnauthorized: true };
  const mode = url.searchParams.get("sslmode") ?? "disable";
  if (mode === "disable") return false;
  if (["require", "verify-ca", "verify-full"].includes(mode)) return { rejectUnauthorized: true };
  throw new Error(
    `Cannot use sslmode "${mode}": choose disable or require, which always verifies the certificate`,
  );
}

/** In the URL these would win over the options, name files, or switch verification off. */
function withoutTlsOptions(url: URL): string {
  const copy = new URL(url);
  for (const name of [...copy.searchParams.keys()]) {
    if (name.startsWith("ssl") || name === "uselibpqcompat") copy.searchParams.delete(name);
  }
  return copy.href;
}
