import { Badge, type Tone } from "../ui/badge.tsx";
import { Ago, formatDay, Instant } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { type StatusWords, statusWords } from "./words.ts";

type PartState = "ok" | "degraded" | "down";

export interface StatusProps {
  at: Date;
  overall: PartState;
  database: PartState;
  store: PartState;
  work: { state: PartState };
  portal: { state: PartState; lastAnswerAt: Date | null };
  days: readonly { day: string; availability: number }[];
}

/** What LEXIA runs on, part by part, and how the courts' portal has answered. */
export function StatusPage({ frame, status }: { frame: Frame; status: StatusProps }) {
  const { reader } = frame;
  const w = statusWords(reader.locale);
  const { at, overall, database, store, work, portal, days } = status;
  const isPortalAlone = overall === "ok" && portal.state !== "ok";
  const sign = isPortalAlone ? "degraded" : overall;
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead} />
      <section class={`alert ${BANNERS[sign]}`} aria-label={w.now}>
        <Icon name={SIGNS[sign]} class="size-6" />
        <div>
          <p class="text-lg font-semibold">{isPortalAlone ? w.portalAlone : w.overall[overall]}</p>
          <p class="text-sm">
            {w.lookedAt} <Instant at={at} reader={reader} />
          </p>
        </div>
      </section>
      <section class="panel" aria-labelledby="parts">
        <h2 id="parts">{w.parts}</h2>
        <ul class="rows">
          <Part name={w.app} about={w.appAbout} state="ok" words={w} />
          <Part name={w.database} about={w.databaseAbout} state={database} words={w} />
          <Part name={w.store} about={w.storeAbout} state={store} words={w} />
          <Part name={w.work} about={w.workAbout} state={work.state} words={w} />
        </ul>
      </section>
      <section class="panel" aria-labelledby="portal">
        <div class="head">
          <h2 id="portal">{w.portal}</h2>
          <State state={portal.state} words={w} />
        </div>
        <p class="soft">{w.portalAbout[portal.state]}</p>
        {portal.lastAnswerAt && (
          <p class="small">
            {w.lastAnswer} <Ago at={portal.lastAnswerAt} now={at} reader={reader} />
          </p>
        )}
        <Days days={days} words={w} locale={reader.locale} />
      </section>
    </Layout>
  );
}

const BANNERS = { ok: "alert-success", degraded: "alert-warning", down: "alert-error" } as const;
const SIGNS: Readonly<Record<PartState, IconName>> = {
  ok: "circle-check",
  degraded: "triangle-alert",
  down: "octagon-alert",
};
const TONES: Readonly<Record<PartState, Tone>> = { ok: "good", degraded: "warn", down: "bad" };

function State({ state, words: w }: { state: PartState; words: StatusWords }) {
  return <Badge tone={TONES[state]} icon={SIGNS[state]}>{w.states[state]}</Badge>;
}

function Part(
  { name, about, state, words }: { name: string; about: string; state: PartState; words: StatusWords },
) {
  return (
    <li>
      <div class="head">
        <div>
          <p class="font-medium">{name}</p>
          <p class="soft small">{about}</p>
        </div>
        <State state={state} words={words} />
      </div>
    </li>
  );
}

interface DaysProps {
  days: StatusProps["days"];
  words: StatusWords;
  locale: "es" | "en";
}

/** A bar for each day: as high as the share of answers that could be trusted. */
function Days({ days, words: w, locale }: DaysProps) {
  if (days.length === 0) return <p class="soft small">{w.noDays}</p>;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return (
    <>
      <h3 class="text-sm font-medium">{w.days}</h3>
      <svg
        class="chart bars"
        viewBox={`0 0 ${days.length * 10} 100`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {days.map(({ availability }, i) => (
          <rect x={i * 10 + 1} width={8} y={100 - availability * 100} height={availability * 100} />
        ))}
      </svg>
      <details>
        <summary>{w.table}</summary>
        <table class="table table-sm">
          <thead>
            <tr>
              <th scope="col">{w.day}</th>
              <th scope="col">{w.share}</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, availability }) => (
              <tr>
                <td>{formatDay(day, locale)}</td>
                <td class="number">{percent(availability)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
