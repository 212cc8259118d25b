import { BarChart } from "../ui/bar_chart.tsx";
import { Ago, formatCount, formatDay, formatLongDay } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Reader } from "../ui/reader.ts";
import { Stat } from "../ui/stat.tsx";
import { Attention } from "./attention.tsx";
import { FirstSteps } from "./first_steps.tsx";
import { News } from "./news.tsx";
import type { DashboardProps } from "./shapes.ts";
import { daysWords, Portal, Quota, Terms } from "./side.tsx";
import { Verification } from "./verification.tsx";
import { counted, dashboardWords, fill } from "./words.ts";

/** What a lawyer opens every morning: what is new, what was checked, and what comes next. */
export function DashboardPage({ frame, ...props }: DashboardProps & { frame: Frame }) {
  const { reader, person } = frame;
  const { greeting, day, now, watches, steps } = props;
  const w = dashboardWords(reader.locale);
  const name = (person?.name ?? "").split(" ")[0];
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead
        title={`${w.greetings[greeting]}, ${name}`}
        lead={
          <>
            {sentence(formatLongDay(day, reader.locale))}
            {" · "}
            {watches.lastCheckedAt === null ? w.neverChecked : (
              <>
                {`${w.lastChecked} `}
                <Ago at={watches.lastCheckedAt} now={now} reader={reader} />
              </>
            )}
          </>
        }
      >
        {watches.total > 0 && (
          <a class="btn btn-sm" href="/reports">
            <Icon name="download" />
            {w.export}
          </a>
        )}
      </PageHead>
      {watches.total === 0
        ? (
          <>
            <Nothing frame={frame} />
            {steps && <FirstSteps steps={steps} locale={reader.locale} />}
          </>
        )
        : <Overview {...props} reader={reader} />}
    </Layout>
  );
}

type OverviewProps = DashboardProps & { reader: Reader };

/** Is drawn anew while something runs, and whenever something happens. */
function Overview(props: OverviewProps) {
  const { reader, watches, attention, terms, quota, steps } = props;
  const trigger = watches.running > 0 ? "every 5s, lexia:event from:body" : "lexia:event from:body delay:1s";
  return (
    <div
      id="overview"
      class="flow"
      hx-get="/dashboard"
      hx-select="#overview"
      hx-target="#overview"
      hx-swap="outerMorph"
      hx-trigger={trigger}
    >
      <div class="grid items-start gap-5 lg:grid-cols-3">
        <div class="grid lg:col-span-2">
          <News {...props} />
        </div>
        <div class="flow">
          <Verification {...props} />
          <Terms terms={terms} reader={reader} />
        </div>
      </div>
      <Figures {...props} />
      <div class="grid items-start gap-5 lg:grid-cols-3">
        <div class="flow lg:col-span-2">
          {attention.length > 0 && <Attention {...props} />}
          <Weeks {...props} />
          {steps && <FirstSteps steps={steps} locale={reader.locale} />}
        </div>
        <div class="flow">
          <Portal {...props} />
          {quota && <Quota quota={quota} reader={reader} />}
        </div>
      </div>
    </div>
  );
}

function Figures({ watches, weeks, terms, termsInAll, reader: { locale } }: OverviewProps) {
  const w = dashboardWords(locale);
  const show = (count: number) => formatCount(count, locale);
  const [before, present] = weeks.slice(-2).map(({ count }) => count);
  const [first] = terms;
  const { needAttention, held } = watches;
  return (
    <div class="grid grid-cols-2 gap-3 lg:grid-cols-4 lg:gap-5">
      <Stat
        icon="trending-up"
        tone="info"
        label={w.kpi.thisWeek}
        value={show(present ?? 0)}
        href="/novedades"
      >
        {fill(w.kpiNotes.compared, show(before ?? 0))}
      </Stat>
      <Stat
        icon="alarm-clock"
        tone={first && first.daysLeft <= 1 ? "bad" : "warn"}
        label={w.kpi.terms}
        value={show(termsInAll)}
        href="#terms"
      >
        {first ? `${w.kpiNotes.nextTerm} ${daysWords(first.daysLeft, w)}` : w.kpiNotes.noTerm}
      </Stat>
      <Stat
        icon={needAttention > 0 ? "triangle-alert" : "circle-check"}
        tone={needAttention > 0 ? "bad" : "good"}
        label={w.kpi.attention}
        value={show(needAttention)}
        href={needAttention > 0 ? "#attention" : undefined}
      >
        {needAttention === 0
          ? w.kpiNotes.nothing
          : held > 0
          ? counted(w.kpiNotes.held, held, show(held))
          : w.kpiNotes.unverified}
      </Stat>
      <Stat
        icon="folder-open"
        tone="quiet"
        label={w.kpi.watched}
        value={show(watches.watched)}
        href="/solicitudes"
      >
        {fill(w.kpiNotes.watched, show(watches.total))}
      </Stat>
    </div>
  );
}

function Weeks({ weeks, reader: { locale } }: OverviewProps) {
  const w = dashboardWords(locale);
  const bars = weeks.map(({ week, count }) => ({
    label: formatDay(week, locale),
    tick: formatDay(week, locale).replace(/,? \d{4}$/, ""),
    count,
  }));
  return (
    <section class="panel" aria-labelledby="weeks">
      <div>
        <h2 id="weeks">{w.weeks}</h2>
        <p class="soft small">{w.weeksLead}</p>
      </div>
      <BarChart id="weeks-chart" title={w.weeks} bars={bars} head={w.week} locale={locale} hasNow />
    </section>
  );
}

/** For who is new, by what they may do about it. */
function Nothing({ frame: { person, reader } }: { frame: Frame }) {
  const w = dashboardWords(reader.locale);
  const may = (permission: string) => person?.permissions.includes(permission) ?? false;
  const [mayFollow, mayInvite] = [may("create_solicitudes"), may("create_users")];
  return (
    <section class="panel" aria-label={w.emptyTitle}>
      <Empty
        icon="folder-open"
        title={w.emptyTitle}
        advice={mayFollow ? w.emptyFollower : mayInvite ? w.emptyAdmin : w.emptyReader}
      >
        {mayFollow && <a class="btn btn-primary" href="/solicitudes/new">{w.followFirst}</a>}
        {!mayFollow && mayInvite && <a class="btn btn-primary" href="/team">{w.inviteFirst}</a>}
        <a class="btn" href="/help#radicado">{w.learn}</a>
      </Empty>
    </section>
  );
}

function sentence(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
