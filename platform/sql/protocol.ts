/** The part of a PostgreSQL client library that LEXIA uses: what `pg` and `@neondatabase/serverless` have in common. */

/** Sends messages of the frontend protocol, version 3. */
export interface ProtocolConnection {
  parse(message: { name: string; text: string; types: number[] }): void;
  bind(message: { portal: string; statement: string; values: (string | null)[]; binary: boolean }): void;
  describe(message: { type: "S" | "P"; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  close(message: { type: "S" | "P"; name: string }): void;
  sendCopyFail?(message: string): void;
  sync(): void;
  on(event: "readyForQuery", listener: (message: { status: string }) => void): unknown;
  readonly stream?: { cork?(): void; uncork?(): void; readonly writable?: boolean };
}

/** What a client hands the connection to, and then tells of each answer. */
export interface Submittable {
  submit(connection: ProtocolConnection): void;
  handleRowDescription(message: { fields: Field[] }): void;
  handleDataRow(message: { fields: (string | null)[] }): void;
  handleCommandComplete(message: { text: string }): void;
  handleEmptyQuery(): void;
  handlePortalSuspended(): void;
  handleCopyInResponse(connection: ProtocolConnection): void;
  handleCopyData(): void;
  handleError(error: unknown): void;
  handleReadyForQuery(): void;
}

export interface Field {
  name: string;
  dataTypeID: number;
}

export interface PooledClient {
  query(submittable: Submittable): unknown;
  /** Gives the connection back, or ends it. */
  release(destroy?: boolean): void;
  readonly connection?: LentConnection;
}

/** As `ProtocolConnection`, as far as one may look at it from outside. */
export interface LentConnection {
  readonly stream?: { readonly writable?: boolean };
}

export interface ConnectionPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  connect(): Promise<PooledClient>;
  end(): Promise<void>;
}
