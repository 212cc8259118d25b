/** Reports that come each week or month: begin one, change, pause or end it. */
import { DomainError } from "#domain/errors.ts";
import {
  createReport,
  deleteReport,
  type ReportChanges,
  updateReport,
} from "#domain/reports/change_reports.ts";
import { listReports } from "#domain/reports/list_reports.ts";
import {
  type Report,
  REPORT_FORMATS,
  REPORT_SUBJECTS,
  type ReportInput,
  RHYTHMS,
} from "#domain/reports/report.ts";
import { listUsers } from "#domain/users/list_users.ts";
import { personWords } from "#views/problems/words.ts";
import { type ScheduleFields, type ScheduleFormProps, SchedulePage } from "#views/reports/schedules.tsx";
import { reportsWords } from "#views/reports/words.ts";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { readerOf } from "./_look.ts";
import { frameOf, readForm, show, textIn } from "./_page.ts";
import { REPORTS_SHOWN } from "./reports.tsx";

const MEMBERS_SHOWN = 100;
const LONGEST_NAME = 120;

export async function newSchedulePage(c: LexiaContext): Promise<Response> {
  // Decides who may be here.
  await listReports(c.var.ctx, { limit: 1 });
  const fields = {
    name: "",
    what: "novedades",
    format: "pdf",
    every: "week",
    recipients: [c.var.ctx.actor.userId],
  };
  return await showForm(c, { id: null, seenAt: "", fields });
}

export async function schedulePage(c: LexiaContext): Promise<Response> {
  const { id, name, what, format, every, recipients, updatedAt } = await reportNamed(c);
  const fields = { name, what, format, every, recipients };
  return await showForm(c, { id, seenAt: updatedAt.toISOString(), fields });
}

export async function submitNewSchedule(c: LexiaContext): Promise<Response> {
  const fields = fieldsIn(await readForm(c, { all: true }));
  return await orForm(c, { id: null, seenAt: "", fields }, async () => {
    await createReport(c.var.ctx, inputOf(fields));
    return c.redirect("/reports?made", 303);
  });
}

export async function submitSchedule(c: LexiaContext): Promise<Response> {
  const form = await readForm(c, { all: true });
  const fields = fieldsIn(form);
  const [id, seenAt] = [c.req.param("id") ?? "", textIn(form, "seen_at")];
  return await orForm(c, { id, seenAt, fields }, async () => {
    const seen = Number.isNaN(Date.parse(seenAt)) ? undefined : new Date(seenAt);
    await updateReport(c.var.ctx, { id, seenAt: seen, changes: await changesOf(c, inputOf(fields)) });
    return c.redirect("/reports?saved", 303);
  });
}

export function submitScheduleMove(isActive: boolean) {
  return async (c: LexiaContext): Promise<Response> => {
    await updateReport(c.var.ctx, { id: c.req.param("id") ?? "", changes: { isActive } });
    return c.redirect("/reports?saved", 303);
  };
}

export async function submitScheduleRemoval(c: LexiaContext): Promise<Response> {
  await deleteReport(c.var.ctx, c.req.param("id") ?? "");
  return c.redirect("/reports?removed", 303);
}

/** @throws {DomainError} `report_not_found` */
async function reportNamed(c: LexiaContext): Promise<Report> {
  const { items } = await listReports(c.var.ctx, { limit: REPORTS_SHOWN });
  const report = items.find(({ id }) => id === c.req.param("id"));
  if (!report) throw new DomainError("report_not_found");
  return report;
}

/** Recipients who stay as they were are not looked at again: one of them may have left. */
async function changesOf(c: LexiaContext, input: ReportInput): Promise<ReportChanges> {
  const before = await reportNamed(c);
  const { what, recipients, ...rest } = input;
  const isSame = recipients.toSorted().join() === before.recipients.toSorted().join();
  return {
    ...rest,
    ...(what !== before.what && { what }),
    ...(!isSame && { recipients }),
  };
}

function fieldsIn(form: Record<string, unknown>): ScheduleFields {
  const typed = (name: string) => textIn(form, name).trim().slice(0, 200);
  const chosen = [form.recipients].flat().filter((one) => typeof one === "string");
  return {
    name: typed("name"),
    what: typed("what"),
    format: typed("format"),
    every: typed("every"),
    recipients: [...new Set(chosen)],
  };
}

/** @throws {DomainError} `request_invalid` */
function inputOf({ name, recipients, ...typed }: ScheduleFields): ReportInput {
  const what = REPORT_SUBJECTS.find((one) => one === typed.what);
  const format = REPORT_FORMATS.find((one) => one === typed.format);
  const every = RHYTHMS.find((one) => one === typed.every);
  if (name === "" || name.length > LONGEST_NAME) throw invalid("name");
  if (recipients.length === 0) throw invalid("recipients");
  if (!what || !format || !every) throw new DomainError("request_invalid");
  return { name, what, format, every, recipients };
}

function invalid(field: "name" | "recipients"): DomainError {
  return new DomainError("request_invalid", {
    errors: [{ field, code: `${field}_invalid`, message: `Give ${field} that can be` }],
  });
}

type Typed = Pick<ScheduleFormProps, "id" | "seenAt" | "fields">;

/** What was typed stays, with what is wrong. */
async function orForm(c: LexiaContext, typed: Typed, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === "forbidden" || error.kind === "missing") {
      throw error;
    }
    return await showForm(c, typed, error);
  }
}

async function showForm(c: LexiaContext, typed: Typed, refusal?: DomainError): Promise<Response> {
  const { locale } = readerOf(c);
  const w = reportsWords(locale).errors;
  const wrong = (refusal?.data.errors ?? []).map(({ field }) => field);
  const errors = {
    ...(wrong.includes("name") && { name: w.name }),
    ...(wrong.includes("recipients") && { recipients: w.recipients }),
  };
  const status: 200 | ProblemStatus = refusal ? statusOf(refusal.kind) : 200;
  return show(
    c,
    <SchedulePage
      frame={frameOf(c)}
      {...typed}
      members={await membersFor(c)}
      errors={errors}
      refusal={refusal && Object.keys(errors).length === 0 ? sentenceFor(refusal, locale) : null}
    />,
    status,
  );
}

function sentenceFor({ code }: DomainError, locale: "es" | "en"): string {
  const { title, advice } = personWords(code, locale);
  return `${title}. ${advice}`;
}

/** Who may not list people chooses themselves. */
async function membersFor(c: LexiaContext): Promise<ScheduleFormProps["members"]> {
  const { ctx } = c.var;
  const { userId, name, permissions } = ctx.actor;
  const self = { id: userId, name, isSelf: true };
  if (!permissions.has("read_users")) return [self];
  const { items } = await listUsers(ctx, { limit: MEMBERS_SHOWN });
  const others = items.filter(({ id, isActive }) => isActive && id !== userId);
  return [self, ...others.map(({ id, name }) => ({ id, name, isSelf: false }))];
}
