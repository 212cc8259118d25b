import { sql } from "drizzle-orm";
import type { Db } from "#db/tenant_db.ts";
import { bogotaDate } from "../bogota.ts";
import { formatRadicado } from "../radicado.ts";
import { addDays } from "../terms/days.ts";
import type { NamedCase, Notice, NovedadLine } from "./notice.ts";

/** What a digest says: by case, what is new before what was merely looked at. All of it is JSON. */
export interface DigestContents {
  novedades: { case: NamedCase; lines: NovedadLine[] }[];
  /** Looked at, and nothing new. `at` is the latest time, RFC 3339. */
  verified: { case: NamedCase; times: number; at: string }[];
  failed: { case: NamedCase; at: string }[];
  held: { case: NamedCase; resumesAt: string }[];
  /** What is new in searches by name. */
  searches: Notice[];
  /** What is about no watch, and what else happened to one. */
  others: Notice[];
  /** Notices that found no room. */
  more: number;
  agenda: AgendaLine[];
}

/** A term that ends soon in a case that the person follows. */
export interface AgendaLine {
  /** `YYYY-MM-DD` */
  day: string;
  act: string;
  case: NamedCase;
}

/** Days that the agenda looks ahead, today among them. */
const AGENDA_DAYS = 7;
const MOST_AGENDA_LINES = 30;

/** The agenda is left out; see `agendaOf`. */
export function contentsOf(notices: readonly Notice[]): Omit<DigestContents, "more" | "agenda"> {
  const verified = [...byCase(notices.filter(({ type }) => type === "proceso.verified"))];
  const failed = [...byCase(notices.filter(({ type }) => type === "solicitud.failed"))];
  return {
    novedades: [...byCase(notices.filter(({ type }) => type === "novedad.created"))]
      .map(([about, all]) => ({ case: about, lines: distinctLines(all) })),
    verified: verified.map(([about, all]) => ({ case: about, times: all.length, at: latest(all) })),
    failed: failed.map(([about, all]) => ({ case: about, at: latest(all) })),
    held: heldIn(notices),
    searches: notices.filter(isOfSearch),
    others: notices.filter((notice) =>
      notice.case === null || !(GROUPED.has(notice.type) || isOfSearch(notice))
    ),
  };
}

const GROUPED: ReadonlySet<string> = new Set([
  "novedad.created",
  "proceso.verified",
  "solicitud.failed",
  "solicitud.held",
]);

function isOfSearch(notice: Notice): boolean {
  return notice.case !== null && notice.type === "solicitud.completed" && Boolean(notice.data.severity);
}

function byCase(notices: readonly Notice[]): Map<NamedCase, Notice[]> {
  const cases = new Map<string, NamedCase>();
  const grouped = new Map<NamedCase, Notice[]>();
  for (const notice of notices) {
    if (notice.case === null) continue;
    const about = cases.get(notice.case.solicitudId) ?? notice.case;
    cases.set(about.solicitudId, about);
    grouped.set(about, [...grouped.get(about) ?? [], notice]);
  }
  return grouped;
}

function distinctLines(notices: readonly Notice[]): NovedadLine[] {
  return [...new Map(notices.flatMap(({ novedades }) => novedades).map((line) => [line.id, line])).values()];
}

function heldIn(notices: readonly Notice[]): DigestContents["held"] {
  const held = new Map<string, DigestContents["held"][number]>();
  for (const notice of notices) {
    if (notice.type !== "solicitud.held" || notice.case === null) continue;
    held.set(notice.case.solicitudId, { case: notice.case, resumesAt: notice.data.resumes_at });
  }
  return [...held.values()];
}

function latest(notices: readonly Notice[]): string {
  return notices.at(-1)?.at ?? "";
}

/** Terms that end within a week in cases that somebody follows and has not muted. */
export async function agendaOf(
  tx: Db,
  { organizationId, userId, now }: { organizationId: string; userId: string; now: number },
): Promise<AgendaLine[]> {
  const today = bogotaDate(now);
  const rows = await tx.execute<
    { day: string; act: string; id: string; radicado: string; alias: string | null }
  >(sql`
    select distinct a.term_ends_on::text as day, a.actuacion as act, s.id, s.radicado, s.alias
    from solicitudes s
    join procesos p on p.organization_id = s.organization_id and p.radicado = s.radicado
    join actuaciones a on a.organization_id = p.organization_id and a.proceso_id = p.id
    where s.organization_id = ${organizationId} and s.owner_id = ${userId} and s.status <> 'paused'
      and not (s.notify ->> 'muted')::boolean and a.withdrawn_at is null
      and a.term_ends_on between ${today}::date and ${addDays(today, AGENDA_DAYS - 1)}::date
    order by day, s.radicado, act limit ${MOST_AGENDA_LINES}`);
  return rows.map(({ day, act, id, radicado, alias }) => ({
    day,
    act,
    case: { solicitudId: id, radicado: formatRadicado(radicado), alias, sought: null },
  }));
}
