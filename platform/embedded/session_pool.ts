import { DatabaseUnavailable } from "#domain/ports.ts";
import type { PGlite } from "@electric-sql/pglite";
import type { ConnectionPool, PooledClient, Submittable } from "../sql/protocol.ts";
import { PgliteConnection } from "./pglite_connection.ts";

type Waiter = (client: PooledClient) => void;

/** PGlite has one session. It is lent to one caller after another, in the order they came. */
export class SessionPool implements ConnectionPool {
  readonly totalCount = 1;
  readonly #waiters = new Set<Waiter>();
  #connection: PgliteConnection;
  #isLent = false;
  #isEnding = false;
  #onIdle: (() => void) | undefined;

  /** `opening` is run, as the superuser, whenever the session begins anew. */
  constructor(
    private readonly lite: PGlite,
    private readonly opening: string,
    private readonly patienceMilliseconds: number,
  ) {
    this.#connection = new PgliteConnection(lite);
  }

  get idleCount(): number {
    return this.#isLent ? 0 : 1;
  }

  get waitingCount(): number {
    return this.#waiters.size;
  }

  /** Must have been awaited before the first `connect`. */
  async start(): Promise<void> {
    await this.lite.exec(this.opening);
  }

  connect(): Promise<PooledClient> {
    if (this.#isEnding) return Promise.reject(new DatabaseUnavailable("The database is closed"));
    if (!this.#isLent) return Promise.resolve(this.#lend());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new DatabaseUnavailable("The database is busy: nobody gave its session back in time"));
      }, this.patienceMilliseconds);
      const waiter: Waiter = (client) => {
        clearTimeout(timer);
        resolve(client);
      };
      this.#waiters.add(waiter);
    });
  }

  /** Waits for the session to be given back, then closes the database. */
  async end(): Promise<void> {
    if (this.#isEnding) throw new Error("The database is being closed already");
    this.#isEnding = true;
    if (this.#isLent) await new Promise<void>((resolve) => this.#onIdle = resolve);
    await this.lite.close();
  }

  #lend(): PooledClient {
    this.#isLent = true;
    const connection = this.#connection;
    let isReleased = false;
    return {
      connection,
      query: (submittable: Submittable) => connection.query(submittable),
      release: (destroy = false) => {
        if (isReleased) throw new Error("The session was given back before");
        isReleased = true;
        if (destroy) void this.#renew().then(() => this.#next());
        else this.#next();
      },
    };
  }

  #next(): void {
    this.#isLent = false;
    const [waiter] = this.#waiters;
    if (waiter) {
      this.#waiters.delete(waiter);
      waiter(this.#lend());
    } else if (this.#isEnding) this.#onIdle?.();
  }

  /** What ending a connection would do: no transaction, prepared statement or role of the last borrower stays. */
  async #renew(): Promise<void> {
    await this.#connection.settled();
    this.#connection = new PgliteConnection(this.lite);
    try {
      await this.lite.exec("rollback");
      await this.lite.exec("deallocate all; reset role; reset all; select pg_advisory_unlock_all()");
      await this.lite.exec(this.opening);
    } catch {
      // The engine itself is broken; the next statement reports it to somebody who can tell.
    }
  }
}
