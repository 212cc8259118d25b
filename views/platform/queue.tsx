import { Notice } from "../ui/badge.tsx";
import { formatCount, Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Reader } from "../ui/reader.ts";
import { type Lane, Lanes } from "./lanes.tsx";
import { Live } from "./live.tsx";
import { queueWords } from "./queue_words.ts";
import { platformWords, taskWords } from "./words.ts";

export interface KindRow {
  task: string;
  reason: string | null;
  count: number;
  lastAt: Date | null;
}

export interface BuriedRow {
  id: string;
  task: string;
  reason: string | null;
  organizationId: string | null;
  organizationName: string | null;
  attempts: number;
  buriedAt: Date | null;
}

interface QueueProps {
  frame: Frame;
  script: string;
  search: string;
  lanes: readonly Lane[];
  kinds: readonly KindRow[];
  buried: readonly BuriedRow[];
  hasMore: boolean;
  /** How many were put back just now; null: none were asked for. */
  retried: number | null;
  error?: string;
}

export function QueuePage(props: QueueProps) {
  const { frame, script, lanes, kinds, retried, error } = props;
  const { locale } = frame.reader;
  const w = queueWords(locale);
  return (
    <Layout title={w.title} frame={frame} script={script}>
      <PageHead title={w.title} lead={platformWords(locale).live} />
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {retried !== null && <Notice tone="good">{w.retried(formatCount(retried, locale))}</Notice>}
      <Live address="/queue">
        <section class="panel" aria-labelledby="lanes">
          <h2 id="lanes">{w.lanes}</h2>
          <Lanes lanes={lanes} locale={locale} />
        </section>
        {kinds.length > 0 && (
          <section class="panel" aria-labelledby="kinds">
            <h2 id="kinds">{w.kinds}</h2>
            <Kinds kinds={kinds} reader={frame.reader} />
          </section>
        )}
      </Live>
      <Buried {...props} />
    </Layout>
  );
}

function Reason(
  { task, reason, reader: { locale } }: { task: string; reason: string | null; reader: Reader },
) {
  return (
    <>
      <div class="font-medium">{taskWords(task, locale)}</div>
      <div class="small">
        <code>{reason ?? queueWords(locale).unknown}</code>
      </div>
    </>
  );
}

function Kinds({ kinds, reader }: { kinds: readonly KindRow[]; reader: Reader }) {
  const { locale } = reader;
  const w = queueWords(locale);
  return (
    <ul class="rows">
      {kinds.map(({ task, reason, count, lastAt }) => (
        <li>
          <div class="head">
            <div>
              <Reason task={task} reason={reason} reader={reader} />
              <div class="soft small">
                {w.count}: {formatCount(count, locale)}
                {lastAt && (
                  <>
                    {" · "}
                    {w.last}: <Instant at={lastAt} reader={reader} />
                  </>
                )}
              </div>
            </div>
            <details class="sure">
              <summary class="btn btn-sm">
                <Icon name="rotate-ccw" />
                {w.retryAll} <span class="heard">{`${taskWords(task, locale)}, ${reason ?? w.unknown}`}</span>
              </summary>
              <form class="form pt-3" method="post" action="/queue/retry">
                <input type="hidden" name="task" value={task} />
                <input type="hidden" name="reason" value={reason ?? ""} />
                <p class="small">{w.retryQuestion(formatCount(count, locale))}</p>
                <button class="btn btn-sm btn-primary" type="submit">{w.retryAll}</button>
              </form>
            </details>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Buried({ frame: { reader }, search, kinds, buried, hasMore }: QueueProps) {
  const w = queueWords(reader.locale);
  const isEmpty = kinds.length === 0 && search === "";
  return (
    <section class="panel" aria-labelledby="buried">
      <h2 id="buried">{w.buried}</h2>
      {isEmpty ? <Empty icon="circle-check" title={w.none} advice={w.noneAdvice} /> : (
        <>
          <p class="soft">{w.buriedLead}</p>
          <form class="line" method="get" action="/queue" role="search">
            <Field name="q" type="search" label={w.search} value={search} maxlength={200} />
            <button class="btn" type="submit">{platformWords(reader.locale).search}</button>
          </form>
          {buried.length === 0
            ? <p class="soft">{w.noMatch}</p>
            : <BuriedRows rows={buried} reader={reader} />}
          {hasMore && <p class="soft">{w.more}</p>}
        </>
      )}
    </section>
  );
}

function BuriedRows({ rows, reader }: { rows: readonly BuriedRow[]; reader: Reader }) {
  const w = queueWords(reader.locale);
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.task}</th>
          <th scope="col">{w.organization}</th>
          <th scope="col">{w.attempts}</th>
          <th scope="col">{w.when}</th>
          <th scope="col">
            <span class="heard">{w.retry}</span>
          </th>
        </tr>
      </thead>
      <tbody>{rows.map((row) => <Row row={row} reader={reader} />)}</tbody>
    </table>
  );
}

function Row({ row, reader }: { row: BuriedRow; reader: Reader }) {
  const w = queueWords(reader.locale);
  const { id, task, organizationId, organizationName } = row;
  return (
    <tr>
      <td>
        <Reason task={task} reason={row.reason} reader={reader} />
      </td>
      <td data-label={w.organization}>
        {organizationId
          ? <a href={`/organizations/${organizationId}`}>{organizationName ?? organizationId}</a>
          : platformWords(reader.locale).platform}
      </td>
      <td class="number" data-label={w.attempts}>{row.attempts}</td>
      <td class="small" data-label={w.when}>
        {row.buriedAt ? <Instant at={row.buriedAt} reader={reader} /> : "–"}
      </td>
      <td class="sm:text-right">
        <form method="post" action={`/queue/${id}/retry`}>
          <button class="btn btn-sm" type="submit">
            {w.retry} <span class="heard">{taskWords(task, reader.locale)}</span>
          </button>
        </form>
      </td>
    </tr>
  );
}
