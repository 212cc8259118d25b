import { Badge, type Tone } from "../ui/badge.tsx";
import { Ago, Instant } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import type { Reader } from "../ui/reader.ts";
import { type CaseWords, caseWords } from "./case_words.ts";
import { type Check, type Frequency, frequencyLabel, resultOf, sourceLabel, type Status } from "./words.ts";

export interface LiveProps {
  events: string;
  since: Date;
}

/** The script writes each step into the status line, in these words. */
export function Live({ live: { events, since }, reader }: { live: LiveProps; reader: Reader }) {
  const w = caseWords(reader.locale);
  return (
    <section class="panel no-print" aria-label={w.liveLabel}>
      <p
        role="status"
        data-progress={events}
        data-since={since.toISOString()}
        data-words={JSON.stringify(w.live)}
        data-time-zone={reader.timeZone}
      >
        {w.live.queued}
      </p>
      <progress class="progress progress-primary w-full" aria-label={w.bar} data-progress-bar></progress>
      <noscript>
        <p class="soft small">{w.reload}</p>
      </noscript>
    </section>
  );
}

export interface TrustProps {
  now: Date;
  status: Status;
  frequency: Frequency;
  lastCheck: Check | null;
  /** When the portal last answered in a way that can be trusted. */
  trustedAt: Date | null;
  nextCheckAt: Date | null;
  /** How fresh the portal's own copy is. */
  sourceUpdatedAt: Date | null;
  createdAt: Date;
}

/** What was checked when, of whom, and whether the answer can be trusted: the question behind every other one. */
export function Trust({ trust, reader }: { trust: TrustProps; reader: Reader }) {
  const { now, status, frequency, lastCheck, trustedAt, nextCheckAt, sourceUpdatedAt, createdAt } = trust;
  const w = caseWords(reader.locale);
  const { text, tone } = lastCheck ? resultOf(lastCheck, reader) : { text: w.never, tone: "info" as const };
  return (
    <section class="panel" aria-labelledby="trust">
      <div class="head">
        <h2 id="trust">{w.trust}</h2>
        <Verdict check={lastCheck} words={w} />
      </div>
      <div class="flex gap-3">
        <span class={`grid size-9 flex-none place-items-center rounded-lg ${SIGN_TONES[tone]}`}>
          <Icon name={SIGNS[tone]} class="size-5" />
        </span>
        <div class="grid min-w-0 gap-0.5">
          <p class="font-semibold">{text}</p>
          {lastCheck && (
            <p class="small soft">
              <Ago at={lastCheck.finishedAt ?? lastCheck.startedAt} now={now} reader={reader} />
              {" · "}
              <Instant at={lastCheck.finishedAt ?? lastCheck.startedAt} reader={reader} />
              <br />
              {sourceLabel(lastCheck.source, reader.locale)}
            </p>
          )}
        </div>
      </div>
      {lastCheck && !isTrusted(lastCheck) && lastCheck.result !== null && (
        <p class="small">
          {trustedAt === null ? w.noTrusted : (
            <>
              {w.lastTrusted} <Instant at={trustedAt} reader={reader} />
            </>
          )}
        </p>
      )}
      <dl class="facts max-sm:grid-cols-2">
        <Fact name={w.next}>
          {nextCheckAt ? <Instant at={nextCheckAt} reader={reader} /> : w.noDate[status]}
          <span class="soft small block">{frequencyLabel(frequency, reader.locale)}</span>
        </Fact>
        {sourceUpdatedAt && (
          <Fact name={w.sourceUpdated}>
            <Instant at={sourceUpdatedAt} reader={reader} />
          </Fact>
        )}
        <Fact name={w.since}>
          <Instant at={createdAt} reader={reader} />
        </Fact>
        {lastCheck !== null && lastCheck.evidence !== null && (
          <Fact name={w.evidence}>
            <code class="small" title={lastCheck.evidence}>{lastCheck.evidence.slice(0, 12)}…</code>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Verdict({ check, words }: { check: Check | null; words: CaseWords }) {
  if (check === null || check.result === null) return <Badge tone="info">{words.underway}</Badge>;
  return isTrusted(check)
    ? <Badge tone="good" icon="shield-check">{words.trusted}</Badge>
    : <Badge tone="warn" icon="shield-alert">{words.doubtful}</Badge>;
}

/** The portal answered, and what it answered says something of the case. */
export function isTrusted({ result }: Pick<Check, "result">): boolean {
  return result !== null && result !== "unverified" && result !== "error";
}

function Fact({ name, children }: { name: string; children: unknown }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const SIGNS: Readonly<Record<Tone, IconName>> = {
  good: "badge-check",
  warn: "triangle-alert",
  bad: "cloud-off",
  info: "clock",
  quiet: "info",
};

const SIGN_TONES: Readonly<Record<Tone, string>> = {
  good: "bg-success/10 text-success",
  warn: "bg-warning/15 text-warning",
  bad: "bg-error/10 text-error",
  info: "bg-info/10 text-info",
  quiet: "bg-base-200 text-base-content",
};
