/** One clock for LEXIA and its database that stands still until somebody waits: weeks pass as fast as work is done. */
import type { SqlDriver } from "#db/driver.ts";
import type { Clock } from "#domain/ports.ts";

/** What columns fill in by themselves goes by the same clock. */
const DEFAULTS = `
  do $$ declare c record; begin
    for c in select table_name, column_name from information_schema.columns
      where table_schema = 'public' and column_default = 'now()'
    loop
      execute format('alter table public.%I alter column %I set default simulated.now()', c.table_name, c.column_name);
    end loop;
  end $$`;

export class SimulatedClock implements Clock {
  #at: number;
  #owner: SqlDriver | undefined;

  constructor(start: number) {
    this.#at = start;
  }

  now(): number {
    return this.#at;
  }

  /** Nobody else does anything meanwhile, so the time is over at once. */
  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await this.moveTo(this.#at + milliseconds);
  }

  /** Never back. */
  async moveTo(at: number): Promise<void> {
    this.#at = Math.max(this.#at, Math.ceil(at));
    await this.#owner?.batch([{ text: "update simulated.moment set at = $1", values: [this.#text()] }]);
  }

  /**
   * From now on `now()` means this clock's time to whoever connects: a database's search path comes before PostgreSQL's own
   * functions where it says so.
   */
  async rule(owner: SqlDriver): Promise<void> {
    this.#owner = owner;
    const statements = [
      "create schema simulated",
      "create table simulated.moment (at timestamptz not null)",
      `create function simulated.now() returns timestamptz language sql stable security definer
         set search_path = pg_catalog as 'select at from simulated.moment'`,
      "grant usage on schema simulated to public",
      DEFAULTS,
      `do $$ begin
         execute format('alter database %I set search_path = simulated, pg_catalog, public', current_database());
       end $$`,
    ];
    await owner.batch([
      ...statements.map((text) => ({ text })),
      { text: "insert into simulated.moment values ($1)", values: [this.#text()] },
    ]);
  }

  #text(): string {
    return new Date(this.#at).toISOString();
  }
}
