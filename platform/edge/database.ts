import { Client, Pool } from "@neondatabase/serverless";
import type { Log, SqlDriver } from "#domain/ports.ts";
import { CONNECT_MILLISECONDS, IDLE_TRANSACTION_SECONDS, poolDriver } from "../sql/pool_driver.ts";
import { watchPool } from "../sql/watch_pool.ts";
import { FrameSocket } from "./frame_socket.ts";

export interface EdgeDatabaseOptions {
  /** Neon's connection string. */
  url: string;
  /** Connections at most; 10 where it is not given. */
  max?: number;
  /** Milliseconds until a batch counts as lost; 15,000 where it is not given, 0 for no limit. */
  deadlineMilliseconds?: number;
  /** How long a transaction may stand still before PostgreSQL ends it with its locks. */
  idleTransactionSeconds?: number;
  /** A proxy other than Neon's own: `host:port`, reached without TLS. */
  webSocketProxy?: string;
  log: Log;
}

/** Neon over WebSocket: works where there is no TCP. */
export function openEdgeDatabase(options: EdgeDatabaseOptions): SqlDriver {
  const { url, max = 10, deadlineMilliseconds = 15_000, webSocketProxy, log } = options;
  const { idleTransactionSeconds = IDLE_TRANSACTION_SECONDS } = options;

  class EdgeClient extends Client {
    constructor(config: ConstructorParameters<typeof Client>[0]) {
      super(config);
      // Settings of this client alone, so that importing or opening one home never changes another.
      this.neonConfig.webSocketConstructor = FrameSocket;
      this.neonConfig.coalesceWrites = false;
      if (webSocketProxy === undefined) return;
      this.neonConfig.useSecureWebSocket = false;
      this.neonConfig.pipelineConnect = false;
      this.neonConfig.wsProxy = (host, port) => `${webSocketProxy}/?address=${host}:${port}`;
    }
  }

  class EdgePool extends Pool {
    override Client = EdgeClient;
  }

  const pool = new EdgePool({
    connectionString: url,
    max,
    application_name: "lexia",
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    idleTimeoutMillis: 10_000,
  });
  watchPool(pool, log);
  // With the login it would be refused: Neon's pooler lends a connection for a transaction, and keeps no settings.
  const idleMilliseconds = Math.ceil(idleTransactionSeconds * 1_000);
  const atBegin = [{ text: `set local idle_in_transaction_session_timeout = ${idleMilliseconds}` }];
  return { ...poolDriver(pool, deadlineMilliseconds), atBegin };
}
