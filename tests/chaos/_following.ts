/** Clients that follow radicados, and remember what LEXIA has acknowledged. */
import { setTimeout as pause } from "node:timers/promises";
import type { Installation, Member } from "#tests/support/installation.ts";
import { bearer, LoadConnection, type LoadRequest } from "#tests/support/load.ts";

export const SOLICITUDES = "/api/v1/solicitudes";

/** Well formed, one for each number below 100,000; the simulated portal knows none of them. */
export function radicado(number: number): string {
  return `1100140030082021${String(number).padStart(5, "0")}00`;
}

/** The request by which somebody starts following a radicado. */
export function follow(
  { host, token }: Member,
  radicado: string,
  headers: Record<string, string> = {},
): LoadRequest {
  return {
    method: "POST",
    path: SOLICITUDES,
    host,
    headers: { ...bearer(token), ...headers },
    // No mail server stands beside these proofs.
    body: { radicado, frequency: "once", notify: { email: false } },
  };
}

export interface Answered {
  status: number;
  head: string;
  /** Milliseconds of `performance.now()` when it was sent and when it was over. */
  sentAt: number;
  at: number;
}

/** Sends requests over several connections until it is stopped; a connection that broke is opened again. */
export class Clients {
  readonly answers: Answered[] = [];
  /** Ids of the solicitudes whose creation was acknowledged. */
  readonly acknowledged = new Set<string>();
  readonly #running: Promise<void>[];
  #isStopped = false;
  #issued = 0;

  constructor(port: number, connections: number, next: (index: number) => LoadRequest) {
    this.#running = Array.from({ length: connections }, () => this.#run(port, next));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#running);
  }

  async #run(port: number, next: (index: number) => LoadRequest): Promise<void> {
    const connection = new LoadConnection(port);
    while (!this.#isStopped) {
      const sentAt = performance.now();
      const { status, head, body } = await connection.send(next(this.#issued++), true);
      this.answers.push({ status, head, sentAt, at: performance.now() });
      if (status === 201) this.acknowledged.add(JSON.parse(body).id);
      // Where nobody listens, connecting fails at once.
      if (status === 0) await pause(10);
    }
    connection.close();
  }
}

/** How many of those ids are in no row of `solicitudes`. */
export async function missing(installation: Installation, ids: Iterable<string>): Promise<number> {
  const rows = await installation.query("select id from solicitudes where id = any($1::uuid[])", [[...ids]]);
  return new Set(ids).size - rows.length;
}

/** How many solicitudes have no job. */
export async function withoutJob(installation: Installation): Promise<number> {
  return await installation.count(
    "solicitudes s",
    "not exists (select 1 from jobs j where j.payload->>'solicitudId' = s.id::text)",
  );
}

/** Waits until that holds of the database. @throws {Error} where it takes longer. */
export async function until(
  what: string,
  holds: () => Promise<boolean>,
  patienceMs = 60_000,
): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!await holds()) {
    if (performance.now() > end) throw new Error(`It took longer than ${patienceMs} ms until ${what}`);
    await pause(20);
  }
}
