/** The audit log of everything, for operators: filters stand in the address. */
import type { AuditLine } from "#domain/audit/lines.ts";
import { type AllAuditFilter, listAllAudit } from "#domain/audit/list_all_audit.ts";
import { isCalendarDate, isUuid } from "#domain/cursor.ts";
import { type AuditFields, type AuditRow, PlatformAudit } from "#views/platform/audit.tsx";
import { auditWords } from "#views/platform/audit_words.ts";
import type { Locale } from "#views/ui/reader.ts";
import type { LexiaContext } from "../../_env.ts";
import { frameOf, show } from "../_page.ts";
import { pagesOf, typedIn } from "./_asked.ts";

const ROWS = 50;
const DAY_MS = 86_400_000;

type Errors = Partial<Record<keyof AuditFields, string>>;

export async function platformAuditPage(c: LexiaContext): Promise<Response> {
  const frame = frameOf(c);
  const fields = fieldsOf(c);
  const { filter, errors } = filterOf(fields, frame.reader.locale);
  const isWrong = Object.keys(errors).length > 0;
  const { items, nextCursor } = isWrong
    ? { items: [], nextCursor: null }
    : await listAllAudit(c.var.platformCtx, { ...filter, cursor: c.req.query("cursor"), limit: ROWS });
  return show(
    c,
    <PlatformAudit
      frame={frame}
      fields={fields}
      errors={errors}
      rows={items.map(rowOf)}
      {...pagesOf(c, "/audit", { ...fields }, nextCursor)}
    />,
    isWrong ? 422 : 200,
  );
}

function fieldsOf(c: LexiaContext): AuditFields {
  return {
    from: typedIn(c, "from"),
    to: typedIn(c, "to"),
    action: typedIn(c, "action"),
    organization_id: typedIn(c, "organization_id").toLowerCase(),
    actor_id: typedIn(c, "actor_id").toLowerCase(),
    target_id: typedIn(c, "target_id"),
    address: typedIn(c, "address"),
    request_id: typedIn(c, "request_id"),
  };
}

function filterOf(fields: AuditFields, locale: Locale): { filter: AllAuditFilter; errors: Errors } {
  const w = auditWords(locale);
  const errors: Errors = {};
  // Whole days of Bogotá, the last one included.
  const day = (name: "from" | "to", plusDays: number): Date | undefined => {
    const text = fields[name];
    if (text === "") return undefined;
    if (isCalendarDate(text)) return new Date(Date.parse(`${text}T00:00:00-05:00`) + plusDays * DAY_MS);
    errors[name] = w.wrongDay;
    return undefined;
  };
  const id = (name: "organization_id" | "actor_id"): string | undefined => {
    if (fields[name] === "" || isUuid(fields[name])) return fields[name] || undefined;
    errors[name] = w.wrongId;
    return undefined;
  };
  const filter = {
    from: day("from", 0),
    to: day("to", 1),
    organizationId: id("organization_id"),
    actorId: id("actor_id"),
    actionPrefix: fields.action || undefined,
    targetId: fields.target_id || undefined,
    address: fields.address || undefined,
    requestId: fields.request_id || undefined,
  };
  return { filter, errors };
}

function rowOf(line: AuditLine): AuditRow {
  const { id, at, organizationId, organizationName, actor, action, targetId, address, requestId, data } =
    line;
  const organization = organizationId === null ? null : { id: organizationId, name: organizationName };
  const details = Object.keys(data).length === 0 ? null : JSON.stringify(data, null, 2);
  return { id, at, organization, actor, action, targetId, details, address, requestId };
}
