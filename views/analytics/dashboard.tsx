import { Notice } from "../ui/badge.tsx";
import { formatCount, formatDay } from "../ui/dates.tsx";
import { Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Locale } from "../ui/reader.ts";
import { Stat } from "../ui/stat.tsx";
import { type Bar, DayChart, LabelChart } from "./charts.tsx";
import { say, sayCode } from "./words.ts";

interface Counted {
  label: string;
  count: number;
}

interface DayCount {
  day: string;
  count: number;
}

export interface FiguresProps {
  /** Every day of the span, in order. */
  days: readonly string[];
  runs: { total: number; byResult: readonly Counted[]; days: readonly DayCount[] };
  novedades: {
    total: number;
    byKind: readonly Counted[];
    byDespacho: readonly Counted[];
    byPerson: readonly (Counted & { name: string })[];
    days: readonly DayCount[];
  };
  detection: { medianHours: number | null; p95Hours: number | null };
  queries: { total: number; limit: number | null };
  portal: readonly { day: string; availability: number }[];
}

interface DashboardProps {
  frame: Frame;
  locale: Locale;
  fields: { from: string; to: string };
  /** Null where the span cannot be. */
  figures: FiguresProps | null;
}

export function DashboardPage({ frame, locale, fields, figures }: DashboardProps) {
  return (
    <Layout title={say("title", locale)} frame={frame}>
      <PageHead title={say("title", locale)} lead={say("lead", locale)}>
        {figures && <Download fields={fields} locale={locale} />}
      </PageHead>
      <Span fields={fields} locale={locale} />
      {figures === null
        ? <Notice tone="bad">{say("wrong", locale)}</Notice>
        : <Figures figures={figures} locale={locale} />}
    </Layout>
  );
}

/** The figures of these days as a file, asked for as on the page of reports. */
function Download({ fields, locale }: Pick<DashboardProps, "fields" | "locale">) {
  return (
    <form class="acts" method="post" action="/reports/exports">
      <input type="hidden" name="what" value="analytics" />
      <input type="hidden" name="from" value={fields.from} />
      <input type="hidden" name="to" value={fields.to} />
      {([["xlsx", "Excel"], ["pdf", "PDF"]] as const).map(([format, name]) => (
        <button class="btn btn-sm" type="submit" name="format" value={format}>
          <Icon name="download" />
          {`${say("export", locale)} ${name}`}
        </button>
      ))}
    </form>
  );
}

function Span({ fields, locale }: Pick<DashboardProps, "fields" | "locale">) {
  return (
    <form class="panel" method="get" action="/analytics" aria-label={say("span", locale)}>
      <div class="line">
        <Field name="from" type="date" label={say("from", locale)} value={fields.from} />
        <Field name="to" type="date" label={say("to", locale)} value={fields.to} />
        {locale === "en" && <input type="hidden" name="lang" value="en" />}
        <button class="btn btn-primary" type="submit">{say("show", locale)}</button>
      </div>
    </form>
  );
}

/** Above so many days each bar is a week. */
const MOST_DAY_BARS = 62;
const WEEK = 7;
/** How wide a chart is on a desk, beside another one and alone. */
const HALF = 510;
const WHOLE = 1080;

function Figures({ figures, locale }: { figures: FiguresProps; locale: Locale }) {
  const { days, runs, novedades, portal } = figures;
  const label = say("label", locale);
  const isByWeek = days.length > MOST_DAY_BARS;
  const perDay = (counts: readonly DayCount[]): Bar[] => {
    const known = new Map(counts.map(({ day, count }) => [day, count]));
    const countOf = (day: string) => known.get(day) ?? 0;
    return counts.length === 0 ? [] : spans(days, isByWeek).map((span) => ({
      ...dayLabels(span, isByWeek, locale),
      count: span.reduce((sum, day) => sum + countOf(day), 0),
    }));
  };
  const coded = (kind: string, counts: readonly Counted[]): Bar[] =>
    counts.map(({ label, count }) => ({ label: sayCode(`${kind}:${label}`, locale), count }));
  const head = say(isByWeek ? "week" : "day", locale);
  return (
    <>
      <Totals figures={figures} locale={locale} />
      <div class="grid gap-5 lg:grid-cols-2">
        <DayChart
          id="runs"
          width={HALF}
          title={say(isByWeek ? "runs_by_week" : "runs_by_day", locale)}
          bars={perDay(runs.days)}
          head={head}
          locale={locale}
        />
        <DayChart
          id="novedades"
          width={HALF}
          title={say(isByWeek ? "novedades_by_week" : "novedades_by_day", locale)}
          bars={perDay(novedades.days)}
          head={head}
          locale={locale}
        />
        <LabelChart
          id="results"
          title={say("runs_by_result", locale)}
          bars={coded("result", runs.byResult)}
          head={label}
          locale={locale}
        />
        <LabelChart
          id="kinds"
          title={say("by_kind", locale)}
          bars={coded("kind", novedades.byKind)}
          head={label}
          locale={locale}
        />
        <LabelChart
          id="despachos"
          title={say("by_despacho", locale)}
          bars={named(novedades.byDespacho, ({ label }) => label, say("unknown_despacho", locale))}
          head={label}
          locale={locale}
        />
        <LabelChart
          id="people"
          title={say("by_person", locale)}
          bars={named(novedades.byPerson, ({ name }) => name, say("unknown_person", locale))}
          head={label}
          locale={locale}
        />
      </div>
      <DayChart
        id="portal"
        width={WHOLE}
        title={say("portal", locale)}
        hint={say("portal_hint", locale)}
        full={1}
        format={percent}
        bars={portalBars(portal, isByWeek, locale)}
        head={head}
        locale={locale}
      />
    </>
  );
}

function Totals({ figures, locale }: { figures: FiguresProps; locale: Locale }) {
  const { runs, novedades, queries, detection } = figures;
  const show = (count: number) => formatCount(count, locale);
  const hours = (value: number | null) => value === null ? "—" : `${value} ${say("hours", locale)}`;
  const limit = queries.limit === null
    ? say("no_limit", locale)
    : say("with_limit", locale).replace("#", show(queries.limit));
  return (
    <>
      <div class="grid grid-cols-2 gap-3 lg:grid-cols-4 lg:gap-5">
        <Stat icon="shield-check" tone="good" label={say("runs", locale)} value={show(runs.total)} />
        <Stat icon="inbox" tone="info" label={say("novedades", locale)} value={show(novedades.total)} />
        <Stat icon="timer" tone="quiet" label={say("median", locale)} value={hours(detection.medianHours)}>
          {`${say("p95", locale)} ${hours(detection.p95Hours)}`}
        </Stat>
        <Stat icon="credit-card" tone="quiet" label={say("queries", locale)} value={show(queries.total)}>
          {limit}
        </Stat>
      </div>
      <p class="soft small">{say("detection_hint", locale)}</p>
    </>
  );
}

/** Each day alone, or the days of each week of the span together. */
function spans(days: readonly string[], isByWeek: boolean): string[][] {
  const length = isByWeek ? WEEK : 1;
  const count = Math.ceil(days.length / length);
  return Array.from({ length: count }, (_, i) => days.slice(i * length, (i + 1) * length));
}

function dayLabels(span: readonly string[], isByWeek: boolean, locale: Locale) {
  const day = formatDay(span[0] ?? "", locale);
  const tick = day.replace(/,? \d{4}$/, "");
  return { label: isByWeek ? `${say("week_of", locale)} ${day}` : day, tick };
}

/** Of a week, the average of the days that are known. */
function portalBars(portal: FiguresProps["portal"], isByWeek: boolean, locale: Locale): Bar[] {
  const known = new Map(portal.map(({ day, availability }) => [day, availability]));
  return spans([...known.keys()], isByWeek).map((span) => {
    const shares = span.map((day) => known.get(day) ?? 0);
    const count = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
    return { ...dayLabels(span, isByWeek, locale), count, shown: percent(count) };
  });
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}

function named<T extends Counted>(rows: readonly T[], nameOf: (row: T) => string, unknown: string): Bar[] {
  return rows.map((row) => ({ label: nameOf(row) || unknown, count: row.count }));
}
