import { Badge, Notice } from "../ui/badge.tsx";
import { formatDate, formatDay } from "../ui/dates.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Locale } from "../ui/reader.ts";
import { Sure } from "../ui/sure.tsx";
import { calendarWords } from "./calendar_words.ts";

interface MonthDay {
  month: number;
  day: number;
}

export interface RuleRow {
  code: string;
  name: string;
  source: string;
  pattern:
    | { kind: "day"; month: number; day: number; isMovedToMonday: boolean }
    | { kind: "easter"; from: number; to: number }
    | { kind: "span"; from: MonthDay; to: MonthDay }
    | { kind: "dates"; from: string; to: string };
  stops: "all" | "collective";
  validFrom: string | null;
  validTo: string | null;
  origin: "built_in" | "changed" | "added";
}

/** As they were typed. */
export interface ClosureFields {
  name: string;
  source: string;
  from: string;
  to: string;
  stops: string;
}

export type ClosureErrors = Partial<Record<keyof ClosureFields, string>>;

interface CalendarProps {
  frame: Frame;
  rules: readonly RuleRow[];
  fields: ClosureFields;
  errors: ClosureErrors;
  /** What is wrong with none of them. */
  error?: string;
  done: string;
}

export function CalendarPage({ frame, rules, fields, errors, error, done }: CalendarProps) {
  const { locale } = frame.reader;
  const w = calendarWords(locale);
  const told = w.done[done];
  const isWrong = Object.keys(errors).length > 0;
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead} back={{ href: "/portal", label: w.back }} />
      {told !== undefined && <Notice tone="good">{told}</Notice>}
      {(isWrong || error !== undefined) && <Notice tone="bad">{error ?? w.fix}</Notice>}
      <div class="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <section class="panel" aria-label={w.title}>
          <Rules rules={rules} locale={locale} />
        </section>
        <Closure fields={fields} errors={errors} locale={locale} />
      </div>
    </Layout>
  );
}

function Rules({ rules, locale }: { rules: readonly RuleRow[]; locale: Locale }) {
  const w = calendarWords(locale);
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.name}</th>
          <th scope="col">{w.when}</th>
          <th scope="col">{w.stops}</th>
          <th scope="col">{w.origin}</th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr>
            <td>
              <div class="font-medium">{rule.name}</div>
              <div class="soft small">{rule.source}</div>
            </td>
            <td data-label={w.when}>
              <When rule={rule} locale={locale} />
            </td>
            <td class="small" data-label={w.stops}>{w.stopsOf[rule.stops]}</td>
            <td>
              <div class="grid justify-items-start gap-1">
                <Badge tone={rule.origin === "built_in" ? "quiet" : "info"}>{w.origins[rule.origin]}</Badge>
                {rule.origin !== "built_in" && (
                  <Sure
                    action="/calendar/remove"
                    label={rule.origin === "added" ? w.remove : w.restore}
                    about={rule.name}
                    question={w.question}
                    answer={rule.origin === "added" ? w.remove : w.restore}
                  >
                    <input type="hidden" name="code" value={rule.code} />
                  </Sure>
                )}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function When({ rule: { pattern, validFrom, validTo }, locale }: { rule: RuleRow; locale: Locale }) {
  const w = calendarWords(locale);
  const shown = (day: string | null) => day === null ? "" : formatDay(day, locale);
  return (
    <>
      <div>{patternWords(pattern, locale)}</div>
      {(validFrom !== null || validTo !== null) && (
        <div class="soft small">{w.valid(shown(validFrom), shown(validTo))}</div>
      )}
    </>
  );
}

function patternWords(pattern: RuleRow["pattern"], locale: Locale): string {
  const w = calendarWords(locale);
  switch (pattern.kind) {
    case "day": {
      const day = w.day(monthDay(pattern, locale));
      return pattern.isMovedToMonday ? `${day}, ${w.moved}` : day;
    }
    case "easter":
      return w.easter(pattern.from, pattern.to);
    case "span":
      return w.span(monthDay(pattern.from, locale), monthDay(pattern.to, locale));
    case "dates":
      return w.dates(formatDay(pattern.from, locale), formatDay(pattern.to, locale));
  }
}

/** Of no certain year. */
function monthDay({ month, day }: MonthDay, locale: Locale): string {
  const date = new Date(Date.UTC(2024, month - 1, day));
  return formatDate(date, locale, MONTH_DAY);
}

const MONTH_DAY: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", timeZone: "UTC" };

function Closure({ fields, errors, locale }: Pick<CalendarProps, "fields" | "errors"> & { locale: Locale }) {
  const w = calendarWords(locale);
  return (
    <form class="panel form" method="post" action="/calendar" aria-labelledby="closure">
      <h2 id="closure">{w.addTitle}</h2>
      <p class="soft small">{w.addLead}</p>
      <Field name="name" label={w.name} value={fields.name} error={errors.name} maxlength={200} required />
      <Field
        name="source"
        label={w.source}
        hint={w.sourceHint}
        value={fields.source}
        error={errors.source}
        maxlength={200}
        required
      />
      <Field name="from" type="date" label={w.from} value={fields.from} error={errors.from} required />
      <Field name="to" type="date" label={w.to} hint={w.toHint} value={fields.to} error={errors.to} />
      <Choice
        name="stops"
        label={w.stops}
        value={fields.stops}
        options={[["all", w.stopsOf.all], ["collective", w.stopsOf.collective]]}
      />
      <button class="btn btn-primary" type="submit">{w.add}</button>
    </form>
  );
}
