import type { Child } from "hono/jsx";
import { Badge } from "../ui/badge.tsx";
import { Ago, formatCount, Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { Meter } from "../ui/meter.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Reader } from "../ui/reader.ts";
import { Live } from "./live.tsx";
import { type PlanDay, PlanDays } from "./plan_days.tsx";
import { portalWords } from "./portal_words.ts";
import { BREAKER_TONES, type BreakerState, platformWords } from "./words.ts";
import { reasonLabel } from "../solicitudes/words.ts";

export interface PortalSource {
  source: string;
  breaker: { state: BreakerState; reason: string | null; until: number | null; trips: number };
  pace: { perMinute: number; concurrency: number; inFlight: number; waiting: number; nextAt: number | null };
  budget: { used: number; limit: number | null };
  window: { expression: string; isOpen: boolean; opensAt: number | null };
  lastSuccessAt: number | null;
  lastFailure: { at: number; reason: string } | null;
  canary?: { radicado: string; at: number } | null;
  drift?: { at: number; places: readonly string[] } | null;
}

export interface Share {
  organizationId: string;
  name: string;
  watches: number;
  callsNeeded: number;
  share: number;
}

interface PortalProps {
  frame: Frame;
  script: string;
  now: Date;
  /** Null: nobody can say. */
  sources: readonly PortalSource[] | null;
  callsPerCheck: number;
  days: readonly (PlanDay & { tenants: readonly Share[] })[];
}

export function PortalPage({ frame, script, now, sources, callsPerCheck, days }: PortalProps) {
  const { reader } = frame;
  const { locale } = reader;
  const w = portalWords(locale);
  const shares = days[0]?.tenants ?? [];
  return (
    <Layout title={w.title} frame={frame} script={script}>
      <PageHead title={w.title} lead={platformWords(locale).live}>
        <a class="btn" href="/calendar">{w.calendar}</a>
      </PageHead>
      <Live address="/portal">
        {sources === null
          ? (
            <section class="panel" aria-label={w.title}>
              <Empty icon="cloud-off" title={w.unknown} advice={w.unknownAdvice} />
            </section>
          )
          : sources.map((source) => <Source source={source} now={now} reader={reader} />)}
        <section class="panel" aria-labelledby="plan">
          <h2 id="plan">{w.plan}</h2>
          <p class="soft">
            {w.perCheck(formatCount(callsPerCheck, locale, TENTHS))}
          </p>
          <PlanDays days={days} locale={locale} />
        </section>
        {shares.length > 0 && (
          <section class="panel" aria-labelledby="shares">
            <h2 id="shares">{w.shares}</h2>
            <p class="soft">{w.sharesLead}</p>
            <Shares shares={shares} reader={reader} />
          </section>
        )}
      </Live>
    </Layout>
  );
}

const TENTHS = { maximumFractionDigits: 1 };

interface SourceProps {
  source: PortalSource;
  now: Date;
  reader: Reader;
}

function Source(props: SourceProps) {
  const { source: { source, breaker }, reader: { locale } } = props;
  const id = `source-${source}`;
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="head">
        <h2 id={id}>{source.toUpperCase()}</h2>
        <Badge tone={BREAKER_TONES[breaker.state]}>{platformWords(locale).breaker[breaker.state]}</Badge>
      </div>
      <dl class="facts">
        <Asking {...props} />
        <Heard {...props} />
      </dl>
      <Drift {...props} />
    </section>
  );
}

function Fact({ label, children }: { label: string; children: Child }) {
  return (
    <div class="grid content-start gap-0.5">
      <dt>{label}</dt>
      {children}
    </div>
  );
}

function Asking({ source: { breaker, pace, budget, window }, reader }: SourceProps) {
  const { locale } = reader;
  const w = portalWords(locale);
  const count = (number: number) => formatCount(number, locale);
  return (
    <>
      {breaker.state !== "closed" && (
        <Fact label={w.breaker}>
          <dd>
            {w.reason}: {reasonLabel(breaker.reason, locale)}{" "}
            <code class="soft small">{breaker.reason ?? "–"}</code>
          </dd>
          {breaker.until !== null && (
            <dd class="small">
              {w.until}: <Instant at={new Date(breaker.until)} reader={reader} />
            </dd>
          )}
          <dd class="soft small">{w.trips(count(breaker.trips))}</dd>
        </Fact>
      )}
      <Fact label={w.pace}>
        <dd class="number">{w.perMinute(count(pace.perMinute))}</dd>
        <dd class="soft small">{w.concurrency(count(pace.concurrency))}</dd>
      </Fact>
      <Fact label={w.inFlight}>
        <dd class="number">{count(pace.inFlight)}</dd>
        <dd class="soft small">{w.waiting(count(pace.waiting))}</dd>
      </Fact>
      <Fact label={w.budget}>
        <dd class="number">
          {count(budget.used)}{" "}
          {budget.limit !== null && <span class="soft">{platformWords(locale).of} {count(budget.limit)}
          </span>}
        </dd>
        <dd class="grid gap-1">
          <Meter label={w.budget} value={budget.used} max={budget.limit} />
          <span class="soft small">
            {budget.limit === null ? w.noLimit : w.left(count(Math.max(0, budget.limit - budget.used)))}
          </span>
        </dd>
      </Fact>
      <Fact label={w.window}>
        <dd>
          <Badge tone={window.isOpen ? "good" : "quiet"}>
            {window.isOpen ? w.windowOpen : w.windowClosed}
          </Badge>
        </dd>
        <dd class="soft small">{window.expression === "always" ? w.always : window.expression}</dd>
        {window.opensAt !== null && (
          <dd class="small">
            {w.opens}: <Instant at={new Date(window.opensAt)} reader={reader} />
          </dd>
        )}
      </Fact>
    </>
  );
}

function Heard({ source: { lastSuccessAt, lastFailure, canary = null }, now, reader }: SourceProps) {
  const w = portalWords(reader.locale);
  return (
    <>
      <Fact label={w.lastSuccess}>
        <dd>
          {lastSuccessAt === null ? w.none : <Ago at={new Date(lastSuccessAt)} now={now} reader={reader} />}
        </dd>
      </Fact>
      <Fact label={w.lastFailure}>
        {lastFailure === null ? <dd>{w.none}</dd> : (
          <>
            <dd>
              <Ago at={new Date(lastFailure.at)} now={now} reader={reader} />
            </dd>
            <dd class="small">
              {reasonLabel(lastFailure.reason, reader.locale)} <code class="soft">{lastFailure.reason}</code>
            </dd>
          </>
        )}
      </Fact>
      <Fact label={w.canary}>
        {canary === null ? <dd class="small">{w.noCanary}</dd> : (
          <>
            <dd class="number small">{canary.radicado}</dd>
            <dd class="soft small">
              {w.seen} <Ago at={new Date(canary.at)} now={now} reader={reader} />. {w.canaryHint}
            </dd>
          </>
        )}
      </Fact>
    </>
  );
}

function Drift({ source: { drift = null }, reader }: SourceProps) {
  const w = portalWords(reader.locale);
  return (
    <div class="grid gap-1 border-t border-base-300 pt-3">
      <h3 class="text-sm">{w.drift}</h3>
      {drift === null ? <p class="soft small">{w.noDrift}</p> : (
        <>
          <p class="small">
            {w.driftLead} <Instant at={new Date(drift.at)} reader={reader} />
          </p>
          <ul class="flex flex-wrap gap-2">
            {drift.places.map((place) => (
              <li>
                <Badge tone="warn">{place}</Badge>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Shares({ shares, reader: { locale } }: { shares: readonly Share[]; reader: Reader }) {
  const w = portalWords(locale);
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.organization}</th>
          <th scope="col" class="text-right">{w.watches}</th>
          <th scope="col" class="text-right">{w.needed}</th>
          <th scope="col" class="text-right">{w.share}</th>
        </tr>
      </thead>
      <tbody>
        {shares.map(({ organizationId, name, watches, callsNeeded, share }) => (
          <tr>
            <td>
              <a href={`/organizations/${organizationId}`}>{name}</a>
            </td>
            <td class="number sm:text-right" data-label={w.watches}>{formatCount(watches, locale)}</td>
            <td class="number sm:text-right" data-label={w.needed}>
              {formatCount(Math.ceil(callsNeeded), locale)}
            </td>
            <td
              class={`number sm:text-right ${share < callsNeeded ? "font-medium text-warning" : ""}`}
              data-label={w.share}
            >
              {formatCount(Math.floor(share), locale)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
