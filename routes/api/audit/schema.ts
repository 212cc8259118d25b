import type { AuditFilter, AuditLine } from "#domain/audit/lines.ts";
import { isUuid } from "#domain/cursor.ts";
import { csvStream } from "../../_csv.ts";
import type { LexiaContext } from "../../_env.ts";
import { Instant, PageQuery, text, z } from "../../_openapi.ts";

export const AuditQuery = PageQuery.extend({
  from: Instant.optional().meta({ description: "From this instant" }),
  to: Instant.optional().meta({ description: "Before this instant" }),
  actor_id: z.uuid().toLowerCase().optional(),
  action: text(60).optional().meta({ description: "Exactly this one, such as `user.add`" }),
  action_prefix: text(60).optional().meta({ description: "All that begin so, such as `session.`" }),
  target_id: text(200).optional(),
  address: text(45).optional(),
  request_id: text(64).optional(),
  format: z.enum(["json", "csv"]).optional().meta({
    description: "`csv`, or `Accept: text/csv`: everything that is found, without pages",
  }),
});

export type AuditQueryValues = z.output<typeof AuditQuery>;

export function filterOf(query: Omit<AuditQueryValues, "limit" | "cursor" | "format">): AuditFilter {
  return {
    from: query.from === undefined ? undefined : new Date(query.from),
    to: query.to === undefined ? undefined : new Date(query.to),
    actorId: query.actor_id,
    action: query.action,
    actionPrefix: query.action_prefix,
    targetId: query.target_id,
    address: query.address,
    requestId: query.request_id,
  };
}

const EXAMPLE = {
  id: "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e",
  at: "2026-11-26T15:04:05.120Z",
  actor: { kind: "person" as const, id: "0192f0c4-1111-7aaa-8bbb-0123456789ab", name: "Ana Pérez" },
  action: "organization.update_settings",
  target_id: "0192f0c4-0000-7000-8000-000000000001",
  data: { before: { session_hours: null }, after: { session_hours: 12 } },
  address: "192.0.2.17",
  request_id: "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7f",
};

export const AuditLineBody = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.object({
    kind: z.enum(["person", "api_key", "operator", "system"]),
    id: z.uuid().nullable(),
    name: z.string().nullable().meta({ description: "As it is now; the log itself keeps ids" }),
  }),
  action: z.string(),
  target_id: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  request_id: z.string().nullable(),
}).openapi("AuditLine", { example: EXAMPLE });

export const AnyAuditLineBody = AuditLineBody.extend({
  organization_id: z.uuid().nullable().meta({ description: "Null: of the platform" }),
}).openapi("AnyAuditLine", {
  example: { ...EXAMPLE, organization_id: "0192f0c4-0000-7000-8000-000000000001" },
});

/** How the same endpoint answers as a table. */
export const CSV_ANSWER = {
  "text/csv": {
    schema: z.string(),
    example: '"at","actor_kind","actor_id","actor","action"\r\n',
  },
};

export function lineBody(line: AuditLine): z.output<typeof AuditLineBody> {
  return {
    id: line.id,
    at: line.at.toISOString(),
    actor: line.actor,
    action: line.action,
    target_id: line.targetId,
    data: line.data,
    address: line.address,
    request_id: line.requestId,
  };
}

export function anyLineBody(line: AuditLine): z.output<typeof AnyAuditLineBody> {
  return { ...lineBody(line), organization_id: line.organizationId };
}

export function wantsCsv(c: LexiaContext, { format }: { format?: "json" | "csv" }): boolean {
  return format === "csv" || (format === undefined && (c.req.header("accept") ?? "").startsWith("text/csv"));
}

const COLUMNS = [
  "at",
  "actor_kind",
  "actor_id",
  "actor",
  "action",
  "target_id",
  "address",
  "request_id",
  "data",
  "id",
  "organization_id",
];

/** The lines as a file to keep, sent while they are read. */
export function csvAnswer(c: LexiaContext, name: string, pages: AsyncIterable<AuditLine[]>) {
  async function* rows() {
    for await (const lines of pages) yield lines.map(cellsOf);
  }
  const day = new Date(c.var.deps.services.clock.now()).toISOString().slice(0, 10);
  return c.body(csvStream(COLUMNS, rows()), 200, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="audit-${name}-${day}.csv"`,
    "Cache-Control": "no-store",
  });
}

function cellsOf(line: AuditLine): string[] {
  const { actor } = line;
  return [
    line.at.toISOString(),
    actor.kind,
    actor.id ?? "",
    actor.name ?? "",
    line.action,
    line.targetId ?? "",
    line.address ?? "",
    line.requestId ?? "",
    JSON.stringify(line.data),
    line.id,
    line.organizationId ?? "",
  ];
}

/** What people type into a filter's field; undefined for what cannot be an id. */
export function idIn(typed: string): string | undefined {
  const id = typed.trim().toLowerCase();
  return isUuid(id) ? id : undefined;
}
