/** What was and is to be sent to a webhook. */
import { Badge, type Tone } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Pager } from "../ui/pager.tsx";
import type { Reader } from "../ui/reader.ts";
import { Tabs } from "../ui/tabs.tsx";
import type { AttemptProps, DeliveryProps, DeliveryState } from "./page_props.ts";
import { pageWords } from "./page_words.ts";

export interface LogProps {
  reader: Reader;
  webhookId: string;
  /** Address of what is shown: it asks again for the same. */
  here: string;
  deliveries: readonly DeliveryProps[];
  /** Those alone that are in that state. */
  status: DeliveryState | null;
  first: string | null;
  next: string | null;
  /** The one whose attempts are shown. */
  opened: { id: string; body: string; attempts: readonly AttemptProps[] } | null;
}

const STATES = ["pending", "held", "delivered", "failed"] as const;
const TONES: Readonly<Record<DeliveryState, Tone>> = {
  pending: "info",
  held: "warn",
  delivered: "good",
  failed: "bad",
};

/** Asks again by itself: sooner while something is on its way. */
export function DeliveryLog(props: LogProps) {
  const { reader: { locale }, here, deliveries, status, first, next, opened } = props;
  const w = pageWords(locale);
  const isMoving = deliveries.some((one) => one.status === "pending");
  return (
    <section
      id="log"
      class="panel"
      aria-labelledby="log-title"
      hx-get={here}
      hx-trigger={isMoving ? "every 5s" : "every 30s"}
      hx-select="#log"
      hx-swap="outerMorph"
    >
      <div class="head">
        <h2 id="log-title">{w.log}</h2>
        <p class="soft small">{w.logHint}</p>
      </div>
      <Tabs
        label={w.filter}
        tabs={[null, ...STATES].map((one) => ({
          href: addressOf(props, one),
          label: one === null ? w.all : w.deliveries[one],
          isCurrent: one === status,
        }))}
      />
      {deliveries.length === 0 && (status === null && first === null
        ? <Empty icon="send" title={w.logEmpty} advice={w.logEmptyAdvice} />
        : <p class="soft">{w.logNone}</p>)}
      {deliveries.length > 0 && <Rows {...props} />}
      {opened && <Opened {...opened} reader={props.reader} />}
      <Pager locale={locale} first={first} next={next} />
    </section>
  );
}

function addressOf({ webhookId }: LogProps, status: DeliveryState | null): string {
  return `/webhooks/${webhookId}${status === null ? "" : `?status=${status}`}`;
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function Rows(props: LogProps) {
  const w = pageWords(props.reader.locale);
  return (
    <table class="table table-sm folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {[w.when, w.event, w.state, w.attempts, w.answer, w.lasted, w.next, w.details].map((name) => (
            <th role="columnheader" scope="col">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {props.deliveries.map((one) => <Delivery {...one} log={props} />)}
      </tbody>
    </table>
  );
}

function Delivery({ log, ...one }: DeliveryProps & { log: LogProps }) {
  const { reader } = log;
  const w = pageWords(reader.locale);
  const lasted = one.durationMs === null ? "" : `${one.durationMs} ms`;
  return (
    <tr role="row">
      <td role="cell" class="nowrap" data-label={w.when}>
        <Instant at={one.createdAt} reader={reader} />
      </td>
      <td role="cell" data-label={w.event}>
        <code class="nowrap text-xs">{one.eventType}</code>
      </td>
      <td role="cell">
        <Badge tone={TONES[one.status]}>{w.deliveries[one.status]}</Badge>
      </td>
      <td role="cell" class="number" data-label={w.attempts}>{one.attempts}</td>
      <td role="cell" data-label={w.answer}>
        <Answer {...one} locale={reader.locale} />
      </td>
      <td role="cell" class="number nowrap" data-label={w.lasted}>{lasted}</td>
      <td role="cell" class="nowrap" data-label={w.next}>
        {one.nextAttemptAt ? <Instant at={one.nextAttemptAt} reader={reader} /> : "–"}
      </td>
      <td role="cell">
        <DeliveryActs {...one} log={log} />
      </td>
    </tr>
  );
}

function DeliveryActs({ log, id, status }: DeliveryProps & { log: LogProps }) {
  const w = pageWords(log.reader.locale);
  const query = new URLSearchParams({ ...(log.status && { status: log.status }), delivery: id });
  return (
    <div class="flex items-center gap-2">
      <a class="btn btn-ghost btn-sm" href={`/webhooks/${log.webhookId}?${query}#attempts`}>{w.details}</a>
      {status !== "pending" && (
        <form method="post" action={`/webhooks/deliveries/${id}/redeliver`}>
          <button class="btn btn-sm" type="submit">{w.redeliver}</button>
        </form>
      )}
    </div>
  );
}

/** How many characters of an answer a line has room for. */
const SHORT = 90;

function Answer(
  { lastStatus, lastReason, excerpt, locale }: DeliveryProps & { locale: Reader["locale"] },
) {
  const w = pageWords(locale);
  const begins = excerpt === null || excerpt.length <= SHORT ? excerpt : `${excerpt.slice(0, SHORT)}…`;
  return (
    <>
      {lastStatus !== null && <span class="number mr-2 font-medium">{lastStatus}</span>}
      {lastReason !== null && <span>{w.reasons[lastReason]}</span>}
      {begins && <code class="soft block text-xs">{begins}</code>}
    </>
  );
}

function Opened(
  { body, attempts, reader }: NonNullable<LogProps["opened"]> & { reader: Reader },
) {
  const w = pageWords(reader.locale);
  return (
    <div id="attempts" class="part border-t border-base-300 pt-4">
      <h3>{w.body}</h3>
      <pre class="overflow-x-auto whitespace-pre-wrap rounded-field bg-base-200 p-3 text-xs">{body}</pre>
      <ol class="rows">
        {attempts.map((one) => (
          <li>
            <div class="head">
              <h4 class="text-sm font-medium">
                {w.attempt} {one.attempt}: {one.status === null ? w.noAnswer : `HTTP ${one.status}`}
              </h4>
              <span class="soft small">
                <Instant at={one.startedAt} reader={reader} /> · {one.durationMs} ms
              </span>
            </div>
            {one.reason && <p class="wrong">{w.reasons[one.reason]}</p>}
            {one.excerpt && <pre class="whitespace-pre-wrap text-xs">{one.excerpt}</pre>}
          </li>
        ))}
      </ol>
    </div>
  );
}
