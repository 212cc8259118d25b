import { Notice } from "../ui/badge.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Locale } from "../ui/reader.ts";
import { type FileProps, Files } from "./files.tsx";
import { type ScheduleProps, Schedules } from "./schedules.tsx";
import { type ReportsWords, reportsWords } from "./words.ts";

/** As they are typed. */
export interface AskFields {
  what: string;
  format: string;
  from: string;
  to: string;
}

export interface ReportsProps {
  fields: AskFields;
  /** What the person may ask for. */
  subjects: readonly (keyof ReportsWords["subjects"])[];
  mayAudit: boolean;
  files: readonly FileProps[];
  /** Null for who may see none. */
  schedules: readonly ScheduleProps[] | null;
  /** What was done just now. */
  done: "saved" | "made" | "removed" | null;
  refusal: { text: string; isOfSpan: boolean } | null;
}

const FORMATS = ["xlsx", "csv", "pdf", "docx", "json"] as const;

/** Files to ask for, those that were asked for, and what comes by mail. */
export function ReportsPage({ frame, ...props }: ReportsProps & { frame: Frame }) {
  const { reader } = frame;
  const { files, schedules, done } = props;
  const w = reportsWords(reader.locale);
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead}>
        {schedules && (
          <a class="btn btn-primary btn-sm" href="/reports/schedules/new">
            <Icon name="calendar-clock" />
            {w.newSchedule}
          </a>
        )}
      </PageHead>
      {done && <Notice tone="good">{w[done]}</Notice>}
      <Ask {...props} locale={reader.locale} />
      <Files files={files} reader={reader} />
      {schedules && <Schedules schedules={schedules} reader={reader} />}
    </Layout>
  );
}

function Ask({ fields, subjects, mayAudit, refusal, locale }: ReportsProps & { locale: Locale }) {
  const w = reportsWords(locale);
  return (
    <section class="panel" aria-labelledby="ask">
      <h2 id="ask">{w.ask}</h2>
      {refusal && !refusal.isOfSpan && <Notice tone="bad">{refusal.text}</Notice>}
      <form class="form" method="post" action="/reports/exports">
        <div class="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <Choice
            name="what"
            label={w.what}
            value={fields.what}
            options={subjects.map((subject) => [subject, w.subjects[subject]] as const)}
          />
          <Choice
            name="format"
            label={w.format}
            value={fields.format}
            options={FORMATS.map((format) => [format, w.formats[format]] as const)}
          />
          <Field
            name="from"
            type="date"
            label={w.from}
            value={fields.from}
            error={refusal?.isOfSpan ? refusal.text : undefined}
          />
          <Field name="to" type="date" label={w.to} value={fields.to} />
        </div>
        <p class="soft small">{`${w.span} ${w.caseHint}`}</p>
        <button class="btn btn-primary" type="submit">{w.make}</button>
      </form>
      {mayAudit && (
        <p class="small border-t border-base-300 pt-3">
          {`${w.audit} `}
          <a href="/audit">{w.auditLink}</a>
        </p>
      )}
    </section>
  );
}
