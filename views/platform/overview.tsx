import { Notice } from "../ui/badge.tsx";
import { formatCount } from "../ui/dates.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { Meter } from "../ui/meter.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Stat } from "../ui/stat.tsx";
import { type Lane, Lanes } from "./lanes.tsx";
import { Live } from "./live.tsx";
import { overviewWords } from "./overview_words.ts";
import { type PlanDay, PlanDays } from "./plan_days.tsx";
import { BREAKER_TONES, type BreakerState, formatSeconds, platformWords } from "./words.ts";
import { reasonLabel } from "../solicitudes/words.ts";

export interface OverviewProps {
  frame: Frame;
  script: string;
  figures: {
    organizations: { active: number; suspended: number; atQuota: number; nearQuota: number };
    planRequests: number;
    queries: number;
    watches: { active: number; held: number };
    lanes: readonly Lane[];
    buried: { total: number; lastDay: number };
    failedRequests: number;
  };
  /** Null: nobody can say. */
  portal: {
    breaker: { state: BreakerState; reason: string | null };
    pace: { perMinute: number; inFlight: number };
    budget: { used: number; limit: number | null };
  } | null;
  days: readonly PlanDay[];
  /** Null: nobody can say. */
  instances: { alive: number; silent: number; working: number; jobsRunning: number } | null;
}

export function Overview(props: OverviewProps) {
  const { frame, script } = props;
  const { locale } = frame.reader;
  const w = overviewWords(locale);
  return (
    <Layout title={w.title} frame={frame} script={script}>
      <PageHead title={w.title} lead={platformWords(locale).live} />
      <Live address="/overview">
        <Verdict {...props} />
        <Portal {...props} />
        <Tenants {...props} />
        <section class="panel" aria-labelledby="plan">
          <div class="head">
            <h2 id="plan">{w.plan}</h2>
            <a class="link link-primary text-sm" href="/portal">{w.more}</a>
          </div>
          <PlanDays days={props.days} locale={locale} />
        </section>
        <section class="panel" aria-labelledby="lanes">
          <div class="head">
            <h2 id="lanes">{w.lanes}</h2>
            <a class="link link-primary text-sm" href="/queue">{w.more}</a>
          </div>
          <Lanes lanes={props.figures.lanes} locale={locale} />
        </section>
      </Live>
    </Layout>
  );
}

/** From when on the queue is late. */
const LATE_SECONDS = 300;

function Verdict({ frame, figures, portal, days, instances }: OverviewProps) {
  const { locale } = frame.reader;
  const w = overviewWords(locale);
  const count = (number: number) => formatCount(number, locale);
  const oldest = oldestOf(figures.lanes);
  const short = days[0]?.shortfall ?? 0;
  const concerns: readonly (readonly [isSo: boolean, text: string, href: string])[] = [
    [portal === null, w.portalUnknown, "/portal"],
    [
      portal?.breaker.state === "open",
      w.breakerOpen(reasonLabel(portal?.breaker.reason ?? null, locale)),
      "/portal",
    ],
    [short > 0, w.shortfall(count(Math.ceil(short))), "/portal"],
    [oldest > LATE_SECONDS, w.queueLate(formatSeconds(oldest)), "/queue"],
    [instances !== null && instances.working === 0, w.noWorker, "/instances"],
    [(instances?.silent ?? 0) > 0, w.silent(count(instances?.silent ?? 0)), "/instances"],
    [figures.failedRequests > 0, w.failed(count(figures.failedRequests)), "/errors"],
    [figures.buried.lastDay > 0, w.buried(count(figures.buried.lastDay)), "/queue"],
    [figures.organizations.atQuota > 0, w.atQuota(count(figures.organizations.atQuota)), "/organizations"],
    [figures.planRequests > 0, w.planRequests(count(figures.planRequests)), "/plan-requests"],
  ];
  const found = concerns.filter(([isSo]) => isSo);
  if (found.length === 0) return <Notice tone="good">{w.allGood}</Notice>;
  return (
    <section class="panel border-warning/50" aria-labelledby="attention">
      <h2 id="attention">{w.attention}</h2>
      <ul class="grid gap-x-6 gap-y-1 sm:grid-cols-2">
        {found.map(([, text, href]) => (
          <li class="flex items-baseline gap-2">
            <span class="status status-warning flex-none" aria-hidden="true"></span>
            <a class="link link-hover py-0.5" href={href}>{text}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

const STATS = "grid gap-4 sm:grid-cols-2 xl:grid-cols-4";

function Portal({ frame, figures, portal }: OverviewProps) {
  const { locale } = frame.reader;
  const w = overviewWords(locale);
  const count = (number: number) => formatCount(number, locale);
  const waiting = figures.lanes.reduce((sum, { due }) => sum + due, 0);
  const errors = figures.failedRequests + figures.buried.lastDay;
  const { used, limit } = portal?.budget ?? { used: 0, limit: null };
  return (
    <div class={STATS}>
      <Stat
        icon="landmark"
        tone={portal ? BREAKER_TONES[portal.breaker.state] : "warn"}
        label={w.portal}
        value={portal ? platformWords(locale).breaker[portal.breaker.state] : "–"}
        href="/portal"
      >
        {portal && w.pace(count(portal.pace.perMinute), count(portal.pace.inFlight))}
      </Stat>
      <Stat icon="timer" tone="info" label={w.budget} value={count(used)} href="/portal">
        {limit === null ? w.budgetOpen : w.budgetLeft(count(Math.max(0, limit - used)))}
        <Meter label={w.budget} value={used} max={limit} />
      </Stat>
      <Stat icon="layers" tone="quiet" label={w.queue} value={count(waiting)} href="/queue">
        {waiting === 0 ? w.idle : w.oldest(formatSeconds(oldestOf(figures.lanes)))}
      </Stat>
      <Stat
        icon="triangle-alert"
        tone={errors > 0 ? "bad" : "good"}
        label={w.errors}
        value={count(errors)}
        href="/errors"
      >
        {w.errorsHint(count(figures.failedRequests), count(figures.buried.lastDay))}
      </Stat>
    </div>
  );
}

function Tenants({ frame, figures, instances }: OverviewProps) {
  const { locale } = frame.reader;
  const w = overviewWords(locale);
  const count = (number: number) => formatCount(number, locale);
  const { active, suspended, atQuota, nearQuota } = figures.organizations;
  const { watches } = figures;
  return (
    <div class={STATS}>
      <Stat
        icon="building-2"
        tone="quiet"
        label={w.organizations}
        value={count(active)}
        href="/organizations?state=active"
      >
        {w.organizationsHint(count(suspended))}
      </Stat>
      <Stat
        icon="hourglass"
        tone={atQuota > 0 ? "warn" : "good"}
        label={w.quota}
        value={count(atQuota)}
        href="/organizations"
      >
        {w.quotaHint(count(nearQuota))}
      </Stat>
      <Stat icon="search" tone="quiet" label={w.queries} value={count(figures.queries)}>
        {w.queriesHint(count(watches.active), count(watches.held))}
      </Stat>
      <Stat
        icon="server"
        tone={instances === null || instances.silent > 0 ? "warn" : "good"}
        label={w.instances}
        value={instances ? count(instances.alive) : "–"}
        href="/instances"
      >
        {instances && w.instancesHint(count(instances.jobsRunning))}
      </Stat>
    </div>
  );
}

function oldestOf(lanes: readonly Lane[]): number {
  return Math.max(0, ...lanes.map(({ oldestSeconds }) => oldestSeconds));
}
