/** Reports that come each week or month, for who may see the organization's figures. */
import { Badge, Notice } from "../ui/badge.tsx";
import { formatCount, Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Choice, Field, Tick } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Reader } from "../ui/reader.ts";
import { Sure } from "../ui/sure.tsx";
import { reportsWords } from "./words.ts";

export interface ScheduleProps {
  id: string;
  name: string;
  what: "solicitudes" | "novedades" | "analytics";
  format: "pdf" | "xlsx";
  every: "week" | "month";
  recipients: number;
  isActive: boolean;
  nextRunAt: Date;
  lastRunAt: Date | null;
}

export function Schedules({ schedules, reader }: { schedules: readonly ScheduleProps[]; reader: Reader }) {
  const w = reportsWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="schedules">
      <div>
        <h2 id="schedules">{w.schedules}</h2>
        <p class="soft small">{w.schedulesLead}</p>
      </div>
      {schedules.length === 0
        ? (
          <Empty icon="calendar-clock" title={w.schedulesNone} advice={w.schedulesNoneAdvice}>
            <a class="btn" href="/reports/schedules/new">{w.newSchedule}</a>
          </Empty>
        )
        : (
          <ul class="rows">
            {schedules.map((one) => <Schedule schedule={one} reader={reader} />)}
          </ul>
        )}
    </section>
  );
}

function Schedule({ schedule, reader }: { schedule: ScheduleProps; reader: Reader }) {
  const { id, name, what, format, every, recipients, isActive, nextRunAt, lastRunAt } = schedule;
  const w = reportsWords(reader.locale);
  const count = recipients === 1
    ? w.recipientsCount.one
    : w.recipientsCount.many.replace("#", formatCount(recipients, reader.locale));
  const path = `/reports/schedules/${id}`;
  return (
    <li>
      <div class="head items-start">
        <div class="grid min-w-0 gap-0.5">
          <p class="flex flex-wrap items-center gap-2">
            <a class="font-semibold hover:underline" href={path}>{name}</a>
            <Badge tone={isActive ? "good" : "quiet"}>{isActive ? w.activeBadge : w.pausedBadge}</Badge>
          </p>
          <p class="small">
            {`${w.subjects[what]} · ${w.formats[format]} · ${w.rhythmsLong[every]} · ${count}`}
          </p>
          <p class="soft small">
            {isActive && (
              <>
                {`${w.nextRun}: `}
                <Instant at={nextRunAt} reader={reader} />
                {" · "}
              </>
            )}
            {`${w.lastRun}: `}
            {lastRunAt === null ? w.neverRun : <Instant at={lastRunAt} reader={reader} />}
          </p>
        </div>
        <div class="acts">
          <a class="btn btn-sm" href={path}>
            {w.change}
            <span class="heard">{`: ${name}`}</span>
          </a>
          <form method="post" action={`${path}/${isActive ? "pause" : "resume"}`}>
            <button class="btn btn-sm" type="submit">
              {isActive ? w.pause : w.resume}
              <span class="heard">{`: ${name}`}</span>
            </button>
          </form>
        </div>
      </div>
    </li>
  );
}

/** As they are typed. */
export interface ScheduleFields {
  name: string;
  what: string;
  format: string;
  every: string;
  recipients: readonly string[];
}

export interface ScheduleFormProps {
  /** Null for a new one. */
  id: string | null;
  /** Of the report as it was read, so that nobody's change is lost. */
  seenAt: string;
  fields: ScheduleFields;
  members: readonly { id: string; name: string; isSelf: boolean }[];
  errors: Partial<Record<"name" | "recipients", string>>;
  refusal: string | null;
}

export function SchedulePage({ frame, ...props }: ScheduleFormProps & { frame: Frame }) {
  const { id, seenAt, fields, errors, refusal } = props;
  const w = reportsWords(frame.reader.locale);
  const title = id === null ? w.newSchedule : w.changeSchedule;
  const options = <K extends string>(keys: readonly NoInfer<K>[], words: Readonly<Record<K, string>>) =>
    keys.map((key) => [key, words[key]] as const);
  return (
    <Layout title={title} frame={frame}>
      <PageHead title={title} lead={w.schedulesLead} back={{ href: "/reports", label: w.title }} />
      <section class="panel" aria-label={title}>
        {refusal !== null && <Notice tone="bad">{refusal}</Notice>}
        <form
          class="form"
          method="post"
          action={id === null ? "/reports/schedules" : `/reports/schedules/${id}`}
        >
          <input type="hidden" name="seen_at" value={seenAt} />
          <Field
            name="name"
            label={w.name}
            value={fields.name}
            placeholder={w.namePlaceholder}
            maxlength={120}
            error={errors.name}
            required
          />
          <div class="columns">
            <Choice
              name="what"
              label={w.what}
              value={fields.what}
              options={options(["novedades", "solicitudes", "analytics"], w.subjects)}
            />
            <Choice
              name="every"
              label={w.every}
              value={fields.every}
              options={options(["week", "month"], w.rhythmsLong)}
            />
            <Choice
              name="format"
              label={w.format}
              value={fields.format}
              options={options(["pdf", "xlsx"], w.formats)}
            />
          </div>
          <Recipients {...props} locale={frame.reader.locale} />
          <div class="acts">
            <button class="btn btn-primary" type="submit">{id === null ? w.create : w.save}</button>
            <a class="btn btn-ghost" href="/reports">{w.cancel}</a>
          </div>
        </form>
      </section>
      {id !== null && (
        <Sure
          action={`/reports/schedules/${id}/delete`}
          label={w.remove}
          about={fields.name}
          question={w.removeQuestion}
          answer={w.removeAnswer}
        />
      )}
    </Layout>
  );
}

/** Who is chosen and not among those that are shown stays chosen. */
function Recipients(
  { fields, members, errors, locale }: ScheduleFormProps & { locale: Reader["locale"] },
) {
  const w = reportsWords(locale);
  const shown = new Set(members.map(({ id }) => id));
  const error = errors.recipients;
  return (
    <fieldset
      class="checks"
      aria-describedby={error === undefined ? "recipients-hint" : "recipients-hint recipients-error"}
    >
      <legend>{w.recipients}</legend>
      {fields.recipients.filter((id) => !shown.has(id)).map((id) => (
        <input type="hidden" name="recipients" value={id} />
      ))}
      {members.map(({ id, name, isSelf }) => (
        <Tick name="recipients" value={id} isChosen={fields.recipients.includes(id)}>
          {isSelf ? `${name} ${w.self}` : name}
        </Tick>
      ))}
      <span class="soft small col-span-full" id="recipients-hint">{w.recipientsHint}</span>
      {error !== undefined && <span class="wrong" id="recipients-error">{error}</span>}
    </fieldset>
  );
}
