/** What the inbox shows, on plain props. */
import type { NovedadKind } from "../email/notice_shapes.ts";
import type { Severity } from "./words.ts";

export type { NovedadKind } from "../email/notice_shapes.ts";

export interface Party {
  role: string;
  name: string;
}

export interface CaseProps {
  /** Null where nobody follows it any more. */
  solicitudId: string | null;
  /** As it is printed. */
  radicado: string;
  alias: string | null;
  parties: readonly Party[];
  despacho: string | null;
}

export interface NovedadRow {
  id: string;
  kind: NovedadKind;
  severity: Severity;
  /** What the docket calls it; null where it is about the case. */
  act: string | null;
  case: CaseProps;
  /** Court date, `YYYY-MM-DD`. */
  filedOn: string | null;
  termEndsOn: string | null;
  detectedAt: Date;
  isRead: boolean;
  isAcknowledged: boolean;
  assignee: string | null;
  notes: number;
}

/** A docket entry as it was or is. */
export interface EntryProps {
  actuacion: string | null;
  anotacion: string | null;
  filedOn: string | null;
  registeredOn: string | null;
  termStartsOn: string | null;
  termEndsOn: string | null;
  hasDocuments: boolean;
}

export interface NovedadProps extends NovedadRow {
  actuacionId: string | null;
  isLate: boolean;
  /** What it is about; null where it is about the case. */
  entry: EntryProps | null;
  /** What is otherwise than it was, field by field in the API's names. */
  changes: readonly { field: string; before: string | boolean | null; after: string | boolean | null }[];
  grouped: readonly { id: string; entry: EntryProps; detectedAt: Date }[];
  acknowledgedBy: { name: string; at: Date } | null;
  assigneeId: string | null;
  proof: ProofProps | null;
  notesList: readonly { id: string; author: string; text: string; at: Date }[];
}

export interface ProofProps {
  source: string;
  at: Date;
  durationMs: number | null;
  evidence: string | null;
  portalCalls: number;
}

/** As the address has it; empty where nothing is asked. */
export interface InboxFilter {
  view: "all" | "unread" | "mine" | "open" | "done";
  severity: readonly Severity[];
  kind: NovedadKind | "";
  q: string;
  radicado: string;
  despacho: string;
  from: string;
  to: string;
}

/** Address of the list, or of one in it, with that filter. */
export function inboxPath(
  filter: InboxFilter,
  { id, act, cursor }: { id?: string; act?: string; cursor?: string | null } = {},
): string {
  const query = new URLSearchParams();
  for (const [name, value] of VIEWS[filter.view]) query.append(name, value);
  for (const severity of filter.severity) query.append("severity", severity);
  for (const name of ["kind", "q", "radicado", "despacho", "from", "to"] as const) {
    if (filter[name] !== "") query.append(name, filter[name]);
  }
  if (cursor) query.append("cursor", cursor);
  const path = ["/novedades", id, act].filter((part) => part !== undefined).join("/");
  return query.size === 0 ? path : `${path}?${query}`;
}

/** In the spelling of the API's parameters. */
export const VIEWS: Readonly<Record<InboxFilter["view"], readonly (readonly [string, string])[]>> = {
  all: [],
  unread: [["unread", "true"]],
  mine: [["assigned_to_me", "true"], ["acknowledged", "false"]],
  open: [["acknowledged", "false"]],
  done: [["acknowledged", "true"]],
};

export function isNarrowed(filter: InboxFilter): boolean {
  const { severity, kind, q, radicado, despacho, from, to } = filter;
  return severity.length > 0 || [kind, q, radicado, despacho, from, to].some((text) => text !== "");
}
