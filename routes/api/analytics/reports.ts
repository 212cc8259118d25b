/** Reports that come by mail, each week or month. */
import { createReport, deleteReport, updateReport } from "#domain/reports/change_reports.ts";
import { listReports } from "#domain/reports/list_reports.ts";
import { type Report, REPORT_FORMATS, REPORT_SUBJECTS, RHYTHMS } from "#domain/reports/report.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { etagOfInstant, expectedInstant, IfMatchHeader } from "../../_if_match.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";
import { ReportBody, reportBody } from "./schema.ts";

const ACCESS = { anyOf: ["view_org_analytics"] } as const;

const fields = {
  name: text(120).refine((value) => value.trim().length > 0, "Give it a name"),
  what: z.enum(REPORT_SUBJECTS),
  format: z.enum(REPORT_FORMATS),
  every: z.enum(RHYTHMS).meta({
    description:
      "Made on Mondays or on the first of the month, at six in Bogota, of the week or month before",
  }),
  recipients: z.array(z.uuid()).min(1).max(50).meta({ description: "Active members" }),
};

const NewReportBody = z.strictObject({
  ...fields,
  recipients: fields.recipients.optional().meta({ description: "Active members; who asks where absent" }),
}).openapi("NewScheduledReport", {
  example: { name: "Novedades de la semana", what: "novedades", format: "pdf", every: "week" },
});

const ChangesBody = z.strictObject({ ...fields, is_active: z.boolean() }).partial()
  .openapi("ScheduledReportChanges", { example: { name: "Novedades del mes", every: "month" } });

export const listReportsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/analytics/reports",
    operationId: "listReports",
    tags: ["analytics"],
    summary: "The organization's scheduled reports, the latest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(ReportBody), "A page of reports"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    const page = await listReports(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(reportBody), next_cursor: page.nextCursor }, 200);
  },
);

export const createReportRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/analytics/reports",
    operationId: "createReport",
    tags: ["analytics"],
    summary: "Begin a report that comes each week or month",
    description: "By mail comes a link; behind it is a file with what that recipient may see.",
    request: {
      headers: IdempotencyHeader,
      body: { required: true, ...json(NewReportBody, "The report") },
    },
    responses: {
      201: json(ReportBody, "The new report"),
      ...problems(
        "request_malformed",
        "report_limit",
        "files_not_configured",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        ...IDEMPOTENCY_PROBLEMS,
      ),
    },
  }),
  ACCESS,
  async (c) => {
    const ctx = await repeatable<Report>(c, (made) => ({ status: 201, body: reportBody(made) }));
    return c.json(reportBody(await createReport(ctx, c.req.valid("json"))), 201);
  },
);

export const updateReportRoute = define(
  createRoute({
    method: "patch",
    path: "/api/v1/analytics/reports/{id}",
    operationId: "updateReport",
    tags: ["analytics"],
    summary: "Change a report, or let it rest",
    request: {
      params: IdParam,
      headers: IfMatchHeader,
      body: { required: true, ...json(ChangesBody, "What changes; the rest stays") },
    },
    responses: {
      200: json(ReportBody, "As it is now"),
      ...problems(
        "request_malformed",
        "report_not_found",
        "version_conflict",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  ACCESS,
  async (c) => {
    const { is_active: isActive, ...changes } = c.req.valid("json");
    const report = await updateReport(c.var.ctx, {
      id: c.req.valid("param").id,
      seenAt: expectedInstant(c),
      changes: { ...changes, isActive },
    });
    return c.json(reportBody(report), 200, { ETag: etagOfInstant(report.updatedAt) });
  },
);

export const deleteReportRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/analytics/reports/{id}",
    operationId: "deleteReport",
    tags: ["analytics"],
    summary: "End a report",
    request: { params: IdParam },
    responses: {
      204: { description: "Nothing more comes of it" },
      ...problems("report_not_found", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    await deleteReport(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  },
);
