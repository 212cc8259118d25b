import { Notice } from "../ui/badge.tsx";
import { Field } from "../ui/field.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { type Bar, DayChart, LabelChart } from "./charts.tsx";
import { type Locale, say, sayCode, type WordKey } from "./words.ts";

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
      <div class="dashboard">
        <h1>{say("title", locale)}</h1>
        <Span fields={fields} locale={locale} />
        {figures === null
          ? <Notice tone="bad">{say("wrong", locale)}</Notice>
          : <Figures figures={figures} locale={locale} />}
      </div>
    </Layout>
  );
}

function Span({ fields, locale }: Pick<DashboardProps, "fields" | "locale">) {
  return (
    <form class="form panel" method="get" action="/analytics" aria-label={say("span", locale)}>
      <div class="columns">
        <Field name="from" type="date" label={say("from", locale)} value={fields.from} />
        <Field name="to" type="date" label={say("to", locale)} value={fields.to} />
      </div>
      {locale === "en" && <input type="hidden" name="lang" value="en" />}
      <div class="acts">
        <button class="btn btn-primary" type="submit">{say("show", locale)}</button>
      </div>
    </form>
  );
}

function Figures({ figures, locale }: { figures: FiguresProps; locale: Locale }) {
  const { days, runs, novedades, portal } = figures;
  const day = say("day", locale);
  const label = say("label", locale);
  const perDay = (counts: readonly DayCount[]): Bar[] => {
    const known = new Map(counts.map(({ day, count }) => [day, count]));
    return counts.length === 0 ? [] : days.map((day) => ({ label: day, count: known.get(day) ?? 0 }));
  };
  const coded = (kind: string, counts: readonly Counted[]): Bar[] =>
    counts.map(({ label, count }) => ({ label: sayCode(`${kind}:${label}`, locale), count }));
  return (
    <>
      <Totals figures={figures} locale={locale} />
      <DayChart
        id="runs"
        title={say("runs_by_day", locale)}
        bars={perDay(runs.days)}
        head={day}
        locale={locale}
      />
      <LabelChart
        id="results"
        title={say("runs_by_result", locale)}
        bars={coded("result", runs.byResult)}
        head={label}
        locale={locale}
      />
      <DayChart
        id="novedades"
        title={say("novedades_by_day", locale)}
        bars={perDay(novedades.days)}
        head={day}
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
      <DayChart
        id="portal"
        title={say("portal", locale)}
        hint={say("portal_hint", locale)}
        full={1}
        bars={portal.map(({ day, availability }) => ({
          label: day,
          count: availability,
          shown: `${Math.round(availability * 1_000) / 10} %`,
        }))}
        head={day}
        locale={locale}
      />
    </>
  );
}

function Totals({ figures, locale }: { figures: FiguresProps; locale: Locale }) {
  const { runs, novedades, queries, detection } = figures;
  const used = queries.limit === null
    ? String(queries.total)
    : `${queries.total} ${say("of", locale)} ${queries.limit}`;
  const hours = (value: number | null) => value === null ? "—" : `${value} ${say("hours", locale)}`;
  const facts: [WordKey, string][] = [
    ["runs", String(runs.total)],
    ["novedades", String(novedades.total)],
    ["queries", used],
    ["median", hours(detection.medianHours)],
    ["p95", hours(detection.p95Hours)],
  ];
  return (
    <section class="panel" aria-label={say("title", locale)}>
      <dl class="facts">
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{say(key, locale)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="soft small">{say("detection_hint", locale)}</p>
    </section>
  );
}

function named<T extends Counted>(rows: readonly T[], nameOf: (row: T) => string, unknown: string): Bar[] {
  return rows.map((row) => ({ label: nameOf(row) || unknown, count: row.count }));
}
