import { Badge, Notice } from "../ui/badge.tsx";
import { BarChart } from "../ui/bar_chart.tsx";
import { Day, formatCount, formatDate, formatDay } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { Meter } from "../ui/meter.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Locale, Reader } from "../ui/reader.ts";
import { type PlanProps, Plans } from "./plans.tsx";
import { planName, usageWords } from "./words.ts";

export interface UsageFigures {
  queries: { used: number; limit: number | null };
  users: { used: number; limit: number | null };
  held: number;
  /** The first day of the next month, `YYYY-MM-DD`. */
  resetsOn: string;
  /** Of the whole month, as things go. */
  forecast: number | null;
  requestsPerMinute: number;
  webhooks: { sent: number; limit: number };
  /** Every day of the month until now, in order; empty for who may not know. */
  days: readonly { day: string; count: number }[];
  /** `YYYY-MM`, in order. */
  months: readonly { month: string; count: number }[];
}

export interface UsageProps {
  plan: string;
  plans: readonly PlanProps[];
  hasOwnLimits: boolean;
  /** Null for who may not see them. */
  figures: UsageFigures | null;
  mayAsk: boolean;
  /** Days of the file of figures; null where there is none. */
  span: { from: string; to: string } | null;
  /** Of the request that waits for its answer. */
  pendingPlan: string | null;
}

/** What was used of what the plan includes, and where the month is going. */
export function UsagePage({ frame, ...props }: UsageProps & { frame: Frame }) {
  const { reader } = frame;
  const { plan, plans, hasOwnLimits, figures, mayAsk, span, pendingPlan } = props;
  const w = usageWords(reader.locale);
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead}>
        {span && <Download span={span} locale={reader.locale} />}
        {mayAsk && <a class="btn btn-primary btn-sm" href="/billing/upgrade">{w.upgrade}</a>}
      </PageHead>
      {pendingPlan !== null && (
        <Notice tone="info">
          <p>{`${planName(pendingPlan, reader.locale)}: ${w.pending}`}</p>
        </Notice>
      )}
      {figures === null
        ? <Notice tone="info">{w.notForYou}</Notice>
        : <Figures figures={figures} plan={plan} reader={reader} />}
      <section class="flow" aria-labelledby="plans">
        <div>
          <h2 id="plans">{w.compare}</h2>
          {hasOwnLimits && <p class="soft small">{w.ownLimit}</p>}
        </div>
        <Plans plans={plans} locale={reader.locale} />
      </section>
    </Layout>
  );
}

/** Asks for a file, as the page of reports does. */
function Download({ span: { from, to }, locale }: { span: { from: string; to: string }; locale: Locale }) {
  return (
    <form method="post" action="/reports/exports">
      <input type="hidden" name="what" value="usage" />
      <input type="hidden" name="format" value="xlsx" />
      <input type="hidden" name="from" value={from} />
      <input type="hidden" name="to" value={to} />
      <button class="btn btn-sm" type="submit">
        <Icon name="download" />
        {usageWords(locale).download}
      </button>
    </form>
  );
}

interface FiguresProps {
  figures: UsageFigures;
  reader: Reader;
}

function Figures({ figures, plan, reader }: FiguresProps & { plan: string }) {
  const { locale } = reader;
  const { days, months } = figures;
  const w = usageWords(locale);
  return (
    <>
      <div class="grid items-stretch gap-5 lg:grid-cols-3">
        <Queries figures={figures} plan={plan} reader={reader} />
        <Others figures={figures} reader={reader} />
      </div>
      {days.length > 0 && (
        <div class="grid gap-5 lg:grid-cols-3">
          <section class="panel lg:col-span-2" aria-labelledby="days">
            <div>
              <h2 id="days">{w.days}</h2>
              <p class="soft small">{w.daysHint}</p>
            </div>
            <BarChart
              id="days-chart"
              title={w.days}
              head={w.day}
              locale={locale}
              hasNow
              bars={days.map(({ day, count }) => ({
                label: formatDay(day, locale),
                tick: formatDay(day, locale).replace(/,? \d{4}$/, ""),
                count,
              }))}
            />
          </section>
          <section class="panel" aria-labelledby="months">
            <div>
              <h2 id="months">{w.months}</h2>
              <p class="soft small">{w.monthsHint}</p>
            </div>
            <BarChart
              id="months-chart"
              title={w.months}
              head={w.month}
              locale={locale}
              hasNow
              width={330}
              bars={months.map(({ month, count }) => ({ ...monthNames(month, locale), count }))}
            />
          </section>
        </div>
      )}
    </>
  );
}

function Queries({ figures, plan, reader }: FiguresProps & { plan: string }) {
  const { queries: { used, limit }, forecast, held, resetsOn } = figures;
  const { locale } = reader;
  const w = usageWords(locale);
  const show = (count: number) => formatCount(count, locale);
  const isFull = limit !== null && used >= limit;
  const isOver = forecast !== null && limit !== null && forecast > limit;
  return (
    <section class="panel lg:col-span-2" aria-labelledby="queries">
      <div class="head">
        <h2 id="queries">{w.queries}</h2>
        <Badge tone="info">{`${w.plan} ${planName(plan, locale)}`}</Badge>
      </div>
      <p class="number text-3xl font-semibold tracking-tight">
        {limit === null
          ? w.usedUnlimited.replace("#", show(used))
          : w.used.replace("#", show(used)).replace("#", show(limit))}
      </p>
      <Meter label={w.queries} value={used} max={limit} />
      {isFull && <Notice tone="bad">{w.full}</Notice>}
      {held > 0 && (
        <p class="text-warning">
          {held === 1 ? w.held.one : w.held.many.replace("#", show(held))}
        </p>
      )}
      {forecast !== null && !isFull && (
        <p class={isOver ? "font-medium text-warning" : ""}>
          {(isOver ? w.forecastOver : w.forecast).replace("#", show(forecast))}
        </p>
      )}
      <p class="soft small">
        {limit !== null && !isFull && `${w.left.replace("#", show(limit - used))}. `}
        {`${w.resets} `}
        <Day day={resetsOn} locale={locale} />
        {`. ${w.queriesHint}`}
      </p>
    </section>
  );
}

function Others({ figures: { users, requestsPerMinute, webhooks }, reader: { locale } }: FiguresProps) {
  const w = usageWords(locale);
  const show = (count: number) => formatCount(count, locale);
  const seats = users.limit === null ? null : users.limit - users.used;
  return (
    <section class="panel" aria-label={w.plan}>
      <div class="part">
        <p class="head">
          <span class="font-medium">{w.people}</span>
          <span class="number">
            {users.limit === null
              ? `${show(users.used)}, ${w.unlimited}`
              : w.peopleOf.replace("#", show(users.used)).replace("#", show(users.limit))}
          </span>
        </p>
        <Meter label={w.people} value={users.used} max={users.limit} />
        {seats !== null && (
          <p class="soft small">
            {seats <= 0
              ? w.peopleFull
              : seats === 1
              ? w.peopleLeft.one
              : w.peopleLeft.many.replace("#", show(seats))}
          </p>
        )}
      </div>
      <div class="part">
        <p class="head">
          <span class="font-medium">{w.webhooks}</span>
          <span class="number">
            {w.peopleOf.replace("#", show(webhooks.sent)).replace("#", show(webhooks.limit))}
          </span>
        </p>
        <Meter label={w.webhooks} value={webhooks.sent} max={webhooks.limit} />
        <p class="soft small">{w.webhooksHint}</p>
      </div>
      <div class="part">
        <p class="head">
          <span class="font-medium">{w.rate}</span>
          <span class="number">{show(requestsPerMinute)}</span>
        </p>
        <p class="soft small">{w.rateHint}</p>
      </div>
    </section>
  );
}

/** `2026-11` as `noviembre de 2026`, and as `nov`. */
function monthNames(month: string, locale: Locale): { label: string; tick: string } {
  const at = new Date(`${month}-01T00:00:00Z`);
  return { label: formatDate(at, locale, MONTH), tick: formatDate(at, locale, SHORT_MONTH) };
}

const MONTH: Intl.DateTimeFormatOptions = { month: "long", year: "numeric", timeZone: "UTC" };
const SHORT_MONTH: Intl.DateTimeFormatOptions = { month: "short", timeZone: "UTC" };
