/** People of a test who are told of things: their watches, what happens to those, and what reaches them. */
import { ok, strictEqual } from "node:assert/strict";
import type { EventData, EventType } from "#domain/events/event_types.ts";
import type { Mail } from "#domain/ports.ts";
import type { Lexia, Session, TestOrganization } from "./lexia.ts";
import type { MovableClock } from "./stores.ts";
import { happen } from "./webhooks.ts";

export const PREFERENCES = "/api/v1/me/notifications";
export const FEED = "/api/v1/notifications";
const SOLICITUDES = "/api/v1/solicitudes";

export interface Watch {
  id: string;
  radicado: string;
}

/** One of the portal's cases, followed and looked up. */
export async function follow(
  lexia: Lexia,
  person: Session,
  which: number,
  more: Record<string, unknown> = {},
): Promise<Watch> {
  const radicado = lexia.portal.radicados.found[which] ?? "";
  const body = { radicado, frequency: "daily", run_on: "every_day", alias: `Caso ${which}`, ...more };
  const made = await person.post(SOLICITUDES, body);
  strictEqual(made.status, 201, await made.clone().text());
  await lexia.work();
  return { id: (await made.json()).id, radicado };
}

export async function prefer(person: Session, changes: Record<string, unknown>): Promise<void> {
  const response = await person.send("PATCH", PREFERENCES, changes);
  strictEqual(response.status, 200, await response.text());
}

/** What is said of a watch where a test does not care. */
export async function befall<K extends EventType>(
  lexia: Lexia,
  acme: TestOrganization,
  { id, radicado }: Watch,
  type: K,
  more: Partial<EventData[K]> = {},
): Promise<string> {
  const common = { solicitud_id: id, radicado, execution_id: crypto.randomUUID() };
  const DATA: Partial<EventData> = {
    "novedad.created": { ...common, novedad_ids: [], severity: "normal" },
    "proceso.verified": { ...common, evidence: null },
    "solicitud.failed": { ...common, reason: "portal_silent" },
    "solicitud.held": { ...common, reason: "quota", resumes_at: "2027-01-01T05:00:00.000Z" },
    "solicitud.completed": { ...common, result: "found" },
  };
  const data = DATA[type];
  ok(data, type);
  // What is said by default and what a test says are of the same kind.
  const said = { ...data, ...more } as EventData[K];
  const event = await happen(lexia, acme, { type, data: said, solicitudId: id });
  await lexia.work();
  return event;
}

/** Notices and digests that somebody got, the first first. */
export function noticesTo(lexia: Lexia, person: Session): Mail[] {
  return lexia.mails.filter(({ to, unsubscribe }) =>
    to.address === person.actor.email && unsubscribe !== undefined
  );
}

export async function feedOf(person: Session, query = "") {
  const response = await person.get(`${FEED}${query}`);
  strictEqual(response.status, 200, await response.clone().text());
  return await response.json();
}

export async function query(lexia: Lexia, text: string, ...values: unknown[]): Promise<unknown[][]> {
  return (await lexia.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
}

/** Lets the time pass until an instant: for LEXIA's clock, and for jobs that wait by the database's. */
export async function passUntil(lexia: Lexia, clock: MovableClock, at: number): Promise<void> {
  const milliseconds = at - clock.now();
  ok(milliseconds >= 0, "time goes ahead only");
  clock.advance(milliseconds);
  await query(
    lexia,
    "update jobs set run_at = run_at - make_interval(secs => $1) where status = 'ready'",
    milliseconds / 1_000,
  );
  await lexia.core.jobs.tick();
  await lexia.work();
}

/** The next time that it is such a weekday (0 is Sunday) and hour in Bogota. */
export function nextTime(from: number, weekday: number, hour: number): number {
  const day = 86_400_000;
  const hours = (hour + 5) * 3_600_000;
  let at = Math.floor(from / day) * day + hours;
  while (at <= from || new Date(at - 5 * 3_600_000).getUTCDay() !== weekday) at += day;
  return at;
}

/** The same person, signed in again: tokens do not outlive the time that a test lets pass. */
export async function again(lexia: Lexia, acme: TestOrganization, { actor }: Session): Promise<Session> {
  const { userId, email, name, role, permissions } = actor;
  const person = { id: userId, organizationId: acme.id, email, name, role, permissions };
  return await lexia.signIn(acme.subdomain, acme.record, person);
}
