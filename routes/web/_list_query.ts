/** From an address to what the list of solicitudes shows, and from there to what the domain finds. */
import { isUuid } from "#domain/cursor.ts";
import type { Ctx } from "#domain/ctx.ts";
import { SORTS } from "#domain/solicitudes/list_order.ts";
import type { SolicitudFilter } from "#domain/solicitudes/list_solicitudes.ts";
import { FREQUENCIES, STATUSES, TIPOS, VERDICTS } from "#domain/solicitudes/solicitud.ts";
import { COLUMNS, DEFAULT_LOOK, type ListLook } from "#views/solicitudes/list_columns.ts";
import type { ListQuery, Verdict } from "#views/solicitudes/list_query.ts";
import type { LexiaContext } from "../_env.ts";
import { choiceKept, keepChoice } from "./_look.ts";

const MOST_TEXT = 200;
const MOST_IDS = 100;

/** What could not be verified is one kind to people, whatever the reason. */
const DOUBTS = ["unverified", "error"] as const;
const SHOWN_VERDICTS: readonly Verdict[] = [
  "doubt",
  ...VERDICTS.filter((one) => one !== "unverified" && one !== "error"),
];

/** Whatever it does not know, it leaves out. */
export function listQueryIn(parameters: URLSearchParams): ListQuery {
  const one = <T extends string>(name: string, known: readonly T[]): T | "" =>
    known.find((value) => value === parameters.get(name)) ?? "";
  const sort = one("sort", SORTS);
  return {
    q: (parameters.get("q") ?? "").replaceAll("\0", "").trim().slice(0, MOST_TEXT),
    tipo: one("tipo", TIPOS),
    status: one("status", STATUSES),
    verdict: one("verdict", SHOWN_VERDICTS),
    frequency: one("frequency", FREQUENCIES),
    owner: one("owner", ["me"]),
    unread: one("unread", ["1"]),
    sort: sort === "-created" ? "" : sort,
    ids: [...new Set(parameters.getAll("id").filter(isUuid))].slice(0, MOST_IDS),
  };
}

export function filterOf(ctx: Ctx, query: ListQuery): Omit<SolicitudFilter, "cursor" | "limit"> {
  const { q, tipo, status, verdict, frequency, owner, unread, ids } = query;
  return {
    text: q || undefined,
    tipo: tipo || undefined,
    status: status === "" ? undefined : [status],
    result: resultsOf(verdict),
    frequency: frequency === "" ? undefined : [frequency],
    ownerId: owner === "me" ? ctx.actor.userId : undefined,
    unread: unread === "1",
    ids: ids.length > 0 ? ids : undefined,
    sort: SORTS.find((sort) => sort === query.sort),
  };
}

/** The same list as files, by the endpoint of the API. */
export function filesOf(ctx: Ctx, query: ListQuery, lang: string): { format: string; href: string }[] {
  const parameters = new URLSearchParams({ lang });
  for (const name of ["q", "tipo", "status", "frequency", "sort"] as const) {
    if (query[name] !== "") parameters.set(name, query[name]);
  }
  for (const result of resultsOf(query.verdict) ?? []) parameters.append("result", result);
  if (query.owner === "me") parameters.set("owner_id", ctx.actor.userId);
  if (query.unread === "1") parameters.set("unread", "true");
  return [["xlsx", "Excel"], ["csv", "CSV"], ["pdf", "PDF"]].map(([value = "", format = ""]) => {
    parameters.set("format", value);
    return { format, href: `/api/v1/solicitudes/export?${parameters}` };
  });
}

function resultsOf(verdict: ListQuery["verdict"]): SolicitudFilter["result"] {
  if (verdict === "") return undefined;
  return verdict === "doubt" ? [...DOUBTS] : [verdict];
}

const LOOK = "lexia_list";

/** Columns and density as the browser keeps them: words with dots between them. */
export function listLookOf(c: LexiaContext): ListLook {
  const kept = choiceKept(c, LOOK);
  if (kept === undefined) return DEFAULT_LOOK;
  const words = kept.split(".");
  return {
    columns: COLUMNS.filter((column) => words.includes(column)),
    isCompact: words.includes("compact"),
    hasKeys: words.includes("keys"),
  };
}

export function keepListLook(c: LexiaContext, { columns, isCompact, hasKeys }: ListLook): void {
  const words = [...columns, ...(isCompact ? ["compact"] : []), ...(hasKeys ? ["keys"] : [])];
  keepChoice(c, LOOK, words.join(".") || "none");
}
