/** The national judicial calendar, for operators: its rules, and closures that come. */
import { isCalendarDate } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { listRules, putRule, removeRule } from "#domain/terms/national_rules.ts";
import { CalendarPage, type ClosureErrors, type ClosureFields } from "#views/platform/calendar.tsx";
import { calendarWords } from "#views/platform/calendar_words.ts";
import type { LexiaContext } from "../../_env.ts";
import { type ProblemStatus, statusOf } from "../../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "../_page.ts";
import { refusalText } from "../_refusal.ts";

const PATH = "/calendar";
const EMPTY: ClosureFields = { name: "", source: "", from: "", to: "", stops: "all" };

export async function calendarPage(c: LexiaContext): Promise<Response> {
  return await showCalendar(c, EMPTY, {});
}

async function showCalendar(
  c: LexiaContext,
  fields: ClosureFields,
  { errors = {}, error }: { errors?: ClosureErrors; error?: string },
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const rules = await listRules(c.var.platformCtx);
  const props = { fields, errors, error, done: c.req.query("done") ?? "" };
  return show(c, <CalendarPage frame={frameOf(c)} rules={rules} {...props} />, status);
}

export async function submitClosure(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const typed = (name: keyof ClosureFields) => textIn(form, name).trim().slice(0, 300);
  const fields: ClosureFields = {
    name: typed("name"),
    source: typed("source"),
    from: typed("from"),
    to: typed("to"),
    stops: typed("stops"),
  };
  const errors = errorsIn(c, fields);
  if (Object.keys(errors).length > 0) return await showCalendar(c, fields, { errors }, 422);
  try {
    await putRule(c.var.platformCtx, {
      code: `closure_${fields.from.replaceAll("-", "")}_${crypto.randomUUID().slice(0, 8)}`,
      name: fields.name,
      source: fields.source,
      pattern: { kind: "dates", from: fields.from, to: fields.to || fields.from },
      stops: fields.stops === "collective" ? "collective" : "all",
      validFrom: null,
      validTo: null,
    });
    return c.redirect(`${PATH}?done=put`, 303);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return await showCalendar(c, fields, { error: refusalText(c, error) }, statusOf(error.kind));
  }
}

function errorsIn(c: LexiaContext, fields: ClosureFields): ClosureErrors {
  const { wrong } = calendarWords(frameOf(c).reader.locale);
  const isShort = (text: string) => text.length < 3 || text.length > 200;
  const isBefore = fields.to !== "" && (!isCalendarDate(fields.to) || fields.to < fields.from);
  return {
    ...(isShort(fields.name) && { name: wrong.name }),
    ...(isShort(fields.source) && { source: wrong.source }),
    ...(!isCalendarDate(fields.from) && { from: wrong.from }),
    ...(isBefore && { to: wrong.to }),
  };
}

export async function submitRuleRemoval(c: LexiaContext): Promise<Response> {
  await removeRule(c.var.platformCtx, textIn(await readForm(c), "code").slice(0, 60));
  return c.redirect(`${PATH}?done=removed`, 303);
}
