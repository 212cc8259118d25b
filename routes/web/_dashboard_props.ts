/** From what the domain gives to what the first page of the day shows. */
import { localTime } from "#domain/notifications/local_time.ts";
import { bogotaDate } from "#domain/bogota.ts";
import type { Ctx } from "#domain/ctx.ts";
import type { Overview } from "#domain/dashboard/get_overview.ts";
import { formatRadicado } from "#domain/radicado.ts";
import type { StepName } from "#views/dashboard/first_steps.tsx";
import type { DashboardProps, NewsItem, TermItem } from "#views/dashboard/shapes.ts";
import type { Reader } from "#views/ui/reader.ts";
import { rowOf } from "./_solicitud_props.ts";

const DAY_MS = 86_400_000;

export function dashboardProps(
  ctx: Ctx,
  overview: Overview,
  { reader, hasDismissed }: { reader: Reader; hasDismissed: boolean },
): DashboardProps {
  const now = new Date(ctx.clock.now());
  const { day, minute } = localTime(now.getTime(), reader.timeZone);
  const { watches, terms, weeks, unread, quota, portal } = overview;
  return {
    greeting: greetingAt(Math.floor(minute / 60)),
    day,
    now,
    news: overview.novedades.map(newsOf),
    unread,
    watches,
    attention: overview.attention.map(rowOf),
    running: overview.running.map(rowOf),
    terms: terms.map((term) => termOf(term, day)),
    termsInAll: terms[0]?.of ?? 0,
    weeks,
    quota: quota && { ...quota, resetsOn: bogotaDate(quota.resetsAt.getTime()) },
    portal,
    steps: hasDismissed ? null : stepsOf(ctx, overview),
  };
}

function newsOf(novedad: Overview["novedades"][number]): NewsItem {
  const { id, kind, severity, detail, radicado, despacho, filedOn, detectedAt, grouped } = novedad;
  const { after, before } = detail;
  const entry = after ?? before ?? {};
  return {
    id,
    href: novedad.case ? entryPath(novedad.case.solicitudId, novedad.actuacionId) : `/novedades/${id}`,
    kind,
    severity,
    act: textOf(entry.actuacion),
    note: textOf(entry.anotacion) ?? changeOf(kind, detail),
    isWithEstado: grouped.length > 0,
    caseName: novedad.case?.alias ?? novedad.case?.parties ?? null,
    radicado: formatRadicado(radicado),
    despacho,
    filedOn,
    termEndsOn: textOf(entry.term_ends_on),
    detectedAt,
  };
}

/** Where an entry of a case stands. */
function entryPath(solicitudId: string, actuacionId: string | null): string {
  return `/solicitudes/${solicitudId}${actuacionId === null ? "" : `#actuacion-${actuacionId}`}`;
}

/** From what to what, where the case itself has changed. */
function changeOf(
  kind: string,
  { before, after }: Overview["novedades"][number]["detail"],
): string | null {
  const field = kind.replace(/_changed$/, "");
  const [from, to] = [textOf(before?.[field]), textOf(after?.[field])];
  return from !== null && to !== null ? `${from} → ${to}` : to;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

function termOf(term: Overview["terms"][number], today: string): TermItem {
  const { day, act, despacho, alias, radicado, solicitudId, actuacionId } = term;
  return {
    id: actuacionId,
    href: entryPath(solicitudId, actuacionId),
    day,
    daysLeft: Math.max(0, (Date.parse(day) - Date.parse(today)) / DAY_MS),
    act,
    caseName: alias ?? formatRadicado(radicado),
    despacho,
  };
}

/** Those that the caller may take, as far as the facts say that they are done; null where all are. */
function stepsOf({ actor }: Ctx, { setup, watches }: Overview): DashboardProps["steps"] {
  const may = (permission: Parameters<typeof actor.permissions.has>[0]) => actor.permissions.has(permission);
  const all: { name: StepName; isOffered: boolean; isDone: boolean }[] = [
    { name: "follow", isOffered: may("create_solicitudes"), isDone: watches.total > 0 },
    { name: "invite", isOffered: may("create_users"), isDone: setup.members > 1 || setup.invited > 0 },
    { name: "notices", isOffered: true, isDone: setup.hasChosenNotices },
    { name: "factor", isOffered: true, isDone: actor.hasSecondFactor },
    { name: "logo", isOffered: may("update_org_settings"), isDone: setup.hasLogo },
    { name: "sso", isOffered: may("update_org_settings"), isDone: setup.hasProvider },
  ];
  const steps = all.filter(({ isOffered }) => isOffered).map(({ name, isDone }) => ({ name, isDone }));
  return steps.every(({ isDone }) => isDone) ? null : steps;
}

function greetingAt(hour: number): DashboardProps["greeting"] {
  if (hour >= 19 || hour < 5) return "night";
  return hour < 12 ? "morning" : "afternoon";
}
