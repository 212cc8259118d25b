/** The audit log, for administrators of the organization: filters stand in the address. */
import { exportAudit } from "#domain/audit/export_audit.ts";
import type { AuditFilter, AuditLine } from "#domain/audit/lines.ts";
import { listAudit } from "#domain/audit/list_audit.ts";
import { type NamedTarget, nameTargets } from "#domain/audit/name_targets.ts";
import { isCalendarDate } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import type { AuditFields } from "#views/audit/filters.tsx";
import { AuditPage, type AuditRow } from "#views/audit/list.tsx";
import { auditWords } from "#views/audit/words.ts";
import type { LexiaContext } from "../_env.ts";
import { csvAnswer, idIn } from "../api/audit/schema.ts";
import { confirmFirst } from "./_confirm.ts";
import { readerOf } from "./_look.ts";
import { frameOf, show } from "./_page.ts";

const ROWS = 50;
const DAY_MS = 86_400_000;

export async function auditPage(c: LexiaContext): Promise<Response> {
  const fields = fieldsOf(c);
  const { filter, errors } = filterOf(c, fields);
  const cursor = c.req.query("cursor");
  const isWrong = Object.keys(errors).length > 0;
  // Asked also where it is wrong, since it is this that decides who may look.
  const page = await listAudit(c.var.ctx, { ...filter, cursor, limit: isWrong ? 1 : ROWS });
  const { items, nextCursor } = isWrong ? { items: [], nextCursor: null } : page;
  const targets = await nameTargets(c.var.ctx, items);
  return show(
    c,
    <AuditPage
      frame={frameOf(c)}
      fields={fields}
      errors={errors}
      rows={items.map((line) => rowOf(line, targets))}
      isReady={c.req.query("ready") !== undefined}
      firstPage={cursor === undefined ? null : addressOf("/audit", fields)}
      nextPage={nextCursor && addressOf("/audit", { ...fields, cursor: nextCursor })}
      csv={addressOf("/audit/export", fields)}
    />,
    isWrong ? 422 : 200,
  );
}

/** The same lines as a file. */
export async function auditExport(c: LexiaContext): Promise<Response> {
  const { ctx, deps } = c.var;
  const fields = fieldsOf(c);
  const { filter, errors } = filterOf(c, fields);
  if (Object.keys(errors).length > 0) throw new DomainError("request_invalid");
  // A file leaves the page before it as it is: whoever has to confirm first comes back to the list.
  const list = addressOf("/audit", fields);
  const back = `${list}${list.includes("?") ? "&" : "?"}ready`;
  return await confirmFirst(c, back, async () => {
    return csvAnswer(c, ctx.organization.subdomain, await exportAudit(ctx, deps.identity, filter));
  });
}

function fieldsOf(c: LexiaContext): AuditFields {
  const typed = (name: string) => (c.req.query(name) ?? "").trim().slice(0, 200).replaceAll("\0", "");
  return {
    from: typed("from"),
    to: typed("to"),
    // A whole code says more than its kind.
    action: typed("action") || typed("kind"),
    actor_id: typed("actor_id"),
    target_id: typed("target_id"),
    address: typed("address"),
    request_id: typed("request_id"),
  };
}

function filterOf(
  c: LexiaContext,
  fields: AuditFields,
): { filter: AuditFilter; errors: Partial<Record<keyof AuditFields, string>> } {
  const w = auditWords(readerOf(c).locale);
  const errors: Partial<Record<keyof AuditFields, string>> = {};
  const day = (name: "from" | "to", plusDays: number): Date | undefined => {
    const text = fields[name];
    if (text === "") return undefined;
    if (isCalendarDate(text)) return new Date(Date.parse(`${text}T00:00:00-05:00`) + plusDays * DAY_MS);
    errors[name] = w.dayWrong;
    return undefined;
  };
  const actorId = idIn(fields.actor_id);
  if (fields.actor_id !== "" && actorId === undefined) errors.actor_id = w.idWrong;
  const filter = {
    // Whole days of Bogotá, the last one included.
    from: day("from", 0),
    to: day("to", 1),
    actorId,
    actionPrefix: fields.action || undefined,
    targetId: fields.target_id || undefined,
    address: fields.address || undefined,
    requestId: fields.request_id || undefined,
  };
  return { filter, errors };
}

function addressOf(path: string, fields: AuditFields | (AuditFields & { cursor: string })): string {
  const given = Object.entries(fields).filter(([, value]) => value !== "");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

function rowOf(line: AuditLine, targets: ReadonlyMap<string, NamedTarget>): AuditRow {
  const { id, at, actor, action, targetId, address, requestId, data } = line;
  const details = Object.keys(data).length === 0 ? null : JSON.stringify(data, null, 2);
  const target = targets.get(targetId ?? "") ?? null;
  return { id, at, actor, action, targetId, target, address, requestId, details };
}
