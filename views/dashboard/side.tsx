/** What stands beside the novedades: terms, the portal, and the month's queries. */
import { sourceLabel } from "../solicitudes/words.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Ago, Day, formatCount, Instant } from "../ui/dates.tsx";
import { Meter } from "../ui/meter.tsx";
import type { Reader } from "../ui/reader.ts";
import type { DashboardProps, PortalProps, TermItem } from "./shapes.ts";
import { type DashboardWords, dashboardWords, fill } from "./words.ts";

export function Terms({ terms, reader: { locale } }: { terms: readonly TermItem[]; reader: Reader }) {
  const w = dashboardWords(locale);
  return (
    <section class="panel" aria-labelledby="terms">
      <h2 id="terms">{w.terms}</h2>
      {terms.length === 0 ? <p class="soft">{w.termsNone}</p> : (
        <ul class="rows">
          {terms.map(({ href, day, daysLeft, act, caseName, despacho }) => (
            <li>
              <div class="flex items-start justify-between gap-3">
                <div class="grid min-w-0 gap-0.5">
                  <a class="font-medium hover:underline" href={href}>{act}</a>
                  <span class="number small">{caseName}</span>
                  {despacho !== null && <span class="soft small">{despacho}</span>}
                </div>
                <span class="grid flex-none justify-items-end gap-1">
                  <Badge tone={urgency(daysLeft)}>{daysWords(daysLeft, w)}</Badge>
                  <span class="soft small">
                    <Day day={day} locale={locale} />
                  </span>
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
      <p class="soft small">{w.termsSource}</p>
    </section>
  );
}

function urgency(daysLeft: number): Tone {
  if (daysLeft <= 1) return "bad";
  return daysLeft <= 3 ? "warn" : "info";
}

export function daysWords(daysLeft: number, { days }: Pick<DashboardWords, "days">): string {
  if (daysLeft === 0) return days.today;
  return daysLeft === 1 ? days.tomorrow : fill(days.in, String(daysLeft));
}

const STATES: Readonly<Record<PortalProps["state"], Tone>> = {
  open: "good",
  slow: "warn",
  blocked: "bad",
  down: "bad",
  resting: "quiet",
};

export function Portal(
  { portal, now, reader }: Pick<DashboardProps, "portal" | "now"> & { reader: Reader },
) {
  const { locale } = reader;
  const w = dashboardWords(locale);
  return (
    <section class="panel" aria-labelledby="portal">
      <div class="head">
        <h2 id="portal">{w.portal}</h2>
        {portal && <Badge tone={STATES[portal.state]}>{w.portalStates[portal.state]}</Badge>}
      </div>
      {portal === null ? <p class="soft">{w.portalUnknown}</p> : (
        <>
          <p class="small">{w.portalMeans[portal.state]}</p>
          <dl class="facts small">
            <div>
              <dt>{w.lastAnswer}</dt>
              <dd>
                {portal.lastAnswerAt === null
                  ? w.noAnswer
                  : <Ago at={portal.lastAnswerAt} now={now} reader={reader} />}
              </dd>
            </div>
            {portal.asksAgainAt !== null && (
              <div>
                <dt>{w.asksAgain}</dt>
                <dd>
                  <Instant at={portal.asksAgainAt} reader={reader} />
                </dd>
              </div>
            )}
          </dl>
          {portal.usedShare !== null && (
            <div class="grid gap-1">
              <p class="soft small flex justify-between">
                <span>{w.share}</span>
                <span class="number">{`${Math.round(portal.usedShare * 100)} %`}</span>
              </p>
              <Meter label={w.share} value={Math.round(portal.usedShare * 100)} max={100} />
            </div>
          )}
          <p class="soft text-xs">{sourceLabel(portal.source, locale)}</p>
        </>
      )}
    </section>
  );
}

interface QuotaProps {
  quota: NonNullable<DashboardProps["quota"]>;
  reader: Reader;
}

export function Quota({ quota: { used, limit, resetsOn }, reader }: QuotaProps) {
  const { locale } = reader;
  const w = dashboardWords(locale);
  const show = (count: number) => formatCount(count, locale);
  return (
    <section class="panel" aria-labelledby="quota">
      <div class="head">
        <h2 id="quota">{w.quota}</h2>
        <a class="link link-primary text-sm" href="/usage">{w.usage}</a>
      </div>
      <p class="font-medium">
        {limit === null ? fill(w.quotaUnlimited, show(used)) : fill(w.quotaUsed, show(used), show(limit))}
      </p>
      <Meter label={w.quota} value={used} max={limit} />
      {limit !== null && (
        <p class="soft small">
          {`${w.quotaResets} `}
          <Day day={resetsOn} locale={locale} />
          {`. ${w.quotaFull}`}
        </p>
      )}
    </section>
  );
}
