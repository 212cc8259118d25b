/** What the address of the inbox asks for. What cannot be read is left out: a list that somebody bookmarked opens. */
import { isCalendarDate } from "#domain/cursor.ts";
import type { NovedadFilter } from "#domain/novedades/list_novedades.ts";
import { NOVEDAD_KINDS, SEVERITIES } from "#domain/novedades/severity.ts";
import type { InboxFilter } from "#views/novedades/shapes.ts";
import type { LexiaContext } from "../_env.ts";

const LONGEST = 200;
const A_DAY_MS = 86_400_000;

export function inboxFilterOf(c: LexiaContext): InboxFilter {
  const text = (name: string) => (c.req.query(name) ?? "").trim().slice(0, LONGEST);
  const day = (name: string) => isCalendarDate(text(name)) ? text(name) : "";
  const severities = c.req.queries("severity") ?? [];
  return {
    view: viewOf(c),
    severity: SEVERITIES.filter((one) => severities.includes(one)),
    kind: NOVEDAD_KINDS.find((one) => one === c.req.query("kind")) ?? "",
    q: text("q"),
    radicado: text("radicado"),
    despacho: text("despacho"),
    from: day("from"),
    to: day("to"),
  };
}

function viewOf(c: LexiaContext): InboxFilter["view"] {
  if (c.req.query("unread") === "true") return "unread";
  if (c.req.query("assigned_to_me") === "true") return "mine";
  const acknowledged = c.req.query("acknowledged");
  return acknowledged === "false" ? "open" : acknowledged === "true" ? "done" : "all";
}

/** Days are Bogotá's. */
export function novedadFilterOf(
  { view, severity, kind, q, radicado, despacho, from, to }: InboxFilter,
): Omit<NovedadFilter, "limit"> {
  return {
    unread: view === "unread" ? true : undefined,
    assignedToMe: view === "mine" ? true : undefined,
    acknowledged: view === "done" ? true : view === "open" || view === "mine" ? false : undefined,
    severity: [...severity],
    kind: kind === "" ? [] : [kind],
    text: q,
    radicado: radicado.replace(/[\s.-]/g, ""),
    despacho,
    detectedFrom: from === "" ? undefined : midnight(from),
    detectedBefore: to === "" ? undefined : new Date(midnight(to).getTime() + A_DAY_MS),
  };
}

function midnight(day: string): Date {
  return new Date(`${day}T00:00:00-05:00`);
}
