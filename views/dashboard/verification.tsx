/** What was checked and when, how far it can be trusted, and what runs now. */
import { reasonLabel } from "../solicitudes/words.ts";
import { Ago, formatCount } from "../ui/dates.tsx";
import type { Reader } from "../ui/reader.ts";
import type { DashboardProps, WatchFigures, WatchItem } from "./shapes.ts";
import { counted, dashboardWords, fill } from "./words.ts";

interface VerificationProps extends Pick<DashboardProps, "watches" | "running" | "now"> {
  reader: Reader;
}

export function Verification({ watches, running, now, reader }: VerificationProps) {
  const w = dashboardWords(reader.locale);
  const { verifiedToday, doubtfulToday } = watches;
  const show = (count: number) => formatCount(count, reader.locale);
  const checked = verifiedToday + doubtfulToday;
  return (
    <section class="panel" aria-labelledby="today">
      <h2 id="today">{w.today}</h2>
      <div class="flex items-center gap-4">
        <Ring good={verifiedToday} bad={doubtfulToday} due={watches.dueToday} label={show(verifiedToday)} />
        <div class="grid min-w-0 gap-1">
          <p class="font-semibold">
            {checked === 0 ? w.noneToday : fill(w.verifiedOf, show(verifiedToday), show(checked))}
          </p>
          {checked > 0 && doubtfulToday === 0 && <p class="small text-success">{w.allTrusted}</p>}
          {doubtfulToday > 0 && <Doubts watches={watches} reader={reader} />}
        </div>
      </div>
      <Plan watches={watches} now={now} reader={reader} />
      {running.length > 0 && <Running running={running} watches={watches} reader={reader} />}
    </section>
  );
}

function Doubts({ watches, reader: { locale } }: { watches: WatchFigures; reader: Reader }) {
  const w = dashboardWords(locale);
  const { doubtfulToday, reasons } = watches;
  return (
    <div class="small text-warning">
      <p class="font-medium">{counted(w.doubtful, doubtfulToday, formatCount(doubtfulToday, locale))}</p>
      <ul>
        {reasons.map(({ code, count }) => (
          <li>
            {reasons.length > 1 && `${formatCount(count, locale)}: `}
            {reasonLabel(code, locale)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is still to come, and what does not. */
function Plan({ watches, now, reader }: { watches: WatchFigures; now: Date; reader: Reader }) {
  const { locale } = reader;
  const w = dashboardWords(locale);
  const { dueToday, paused, nextCheckAt } = watches;
  const parts = [
    dueToday > 0 && counted(w.due, dueToday, formatCount(dueToday, locale)),
    paused > 0 && counted(w.paused, paused, formatCount(paused, locale)),
  ].filter((part) => part !== false);
  if (parts.length === 0 && nextCheckAt === null) return null;
  return (
    <p class="soft small">
      {parts.join(" · ")}
      {nextCheckAt !== null && (
        <>
          {parts.length > 0 && " · "}
          {`${w.next} `}
          <Ago at={nextCheckAt} now={now} reader={reader} />
        </>
      )}
    </p>
  );
}

function Running(
  { running, watches, reader: { locale } }: {
    running: readonly WatchItem[];
    watches: WatchFigures;
    reader: Reader;
  },
) {
  const w = dashboardWords(locale);
  const more = watches.running - running.length;
  return (
    <div class="grid gap-2 border-t border-base-300 pt-3">
      <h3 class="flex items-center gap-2">
        <span class="loading loading-spinner loading-xs text-primary" aria-hidden="true"></span>
        {w.running}
      </h3>
      <ul class="grid gap-1.5 text-sm">
        {running.map(({ id, subject, alias, status }) => (
          <li class="flex flex-wrap items-baseline justify-between gap-x-3">
            <a class="number hover:underline" href={`/solicitudes/${id}`}>{alias ?? subject}</a>
            <span class="soft small">{status === "processing" ? w.verifying : w.queued}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="soft small">{fill(w.more, formatCount(more, locale))}</p>}
    </div>
  );
}

const RADIUS = 42;
const ROUND = 2 * Math.PI * RADIUS;

/** Verified, doubtful and still to come, as parts of the day; the words beside it say the same. */
function Ring({ good, bad, due, label }: { good: number; bad: number; due: number; label: string }) {
  const total = Math.max(1, good + bad + due);
  const arcs = [
    { from: 0, count: good, tone: "donut-success" },
    { from: good, count: bad, tone: "donut-warning" },
  ];
  return (
    <svg class="size-24 flex-none" viewBox="0 0 100 100" aria-hidden="true">
      <circle class="donut-quiet" cx="50" cy="50" r={RADIUS} fill="none" stroke-width="11" />
      {arcs.filter(({ count }) => count > 0).map(({ from, count, tone }) => (
        <circle
          class={tone}
          cx="50"
          cy="50"
          r={RADIUS}
          fill="none"
          stroke-width="11"
          stroke-dasharray={`${(count / total * ROUND).toFixed(2)} ${ROUND.toFixed(2)}`}
          transform={`rotate(${(from / total * 360 - 90).toFixed(2)} 50 50)`}
        />
      ))}
      {good + bad + due === 0 ? null : (
        <text class="donut-number" x="50" y="60" text-anchor="middle">
          {label}
        </text>
      )}
    </svg>
  );
}
