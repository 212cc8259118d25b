import { Avatar } from "../ui/avatar.tsx";
import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import { actionWords } from "./action_words.ts";
import { type AuditFilterProps, AuditFilters } from "./filters.tsx";
import { type AuditWords, auditWords } from "./words.ts";

export interface AuditRow {
  id: string;
  at: Date;
  actor: { kind: "person" | "api_key" | "operator" | "system"; id: string | null; name: string | null };
  action: string;
  targetId: string | null;
  /** What that is called now; null where it is not known, or not the reader's to know. */
  target: { kind: "person" | "solicitud" | "api_key" | "invitation"; name: string } | null;
  /** JSON, for people to read; null where the line says nothing more. */
  details: string | null;
  address: string | null;
  requestId: string | null;
}

interface AuditProps extends AuditFilterProps {
  rows: readonly AuditRow[];
  /** Who it is has just been confirmed, for the file. */
  isReady: boolean;
  /** Addresses: of the beginning, where it is not shown, of the next page, of the file with all of it. */
  firstPage: string | null;
  nextPage: string | null;
  csv: string;
}

export function AuditPage(props: AuditProps) {
  const { frame, rows, csv, errors, isReady, firstPage, nextPage } = props;
  const { locale } = frame.reader;
  const w = auditWords(locale);
  const isWrong = Object.keys(errors).length > 0;
  return (
    <Layout title={w.title} frame={frame}>
      <PageHead title={w.title} lead={w.lead}>
        {!isWrong && (
          <a class="btn" href={csv}>
            <Icon name="download" />
            {w.csv}
          </a>
        )}
      </PageHead>
      <AuditFilters {...props} />
      {isReady && <Notice tone="good">{w.ready}</Notice>}
      {!isWrong && (
        <section class="panel" aria-labelledby="lines">
          <h2 id="lines">{w.log}</h2>
          {rows.length === 0
            ? (
              <Empty icon="shield-check" title={w.none} advice={w.noneAdvice}>
                <a class="btn" href="/audit">{w.clear}</a>
              </Empty>
            )
            : <Rows frame={frame} rows={rows} />}
          <Pager locale={locale} first={firstPage} next={nextPage} />
        </section>
      )}
    </Layout>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function Rows({ frame, rows }: { frame: Frame; rows: readonly AuditRow[] }) {
  const { columns } = auditWords(frame.reader.locale);
  return (
    <table class="table folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {[columns.when, columns.who, columns.what, columns.target, columns.where].map((head) => (
            <th role="columnheader" scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{rows.map((row) => <Row frame={frame} row={row} />)}</tbody>
    </table>
  );
}

function Row({ frame: { reader }, row }: { frame: Frame; row: AuditRow }) {
  const { actor, action, address } = row;
  const w = auditWords(reader.locale);
  const name = actorName(actor, w);
  return (
    <tr role="row">
      <td role="cell" class="small nowrap">
        <Instant at={row.at} reader={reader} />
      </td>
      <td role="cell">
        <div class="flex items-center gap-2">
          {actor.kind === "person" && <Avatar name={name} size="size-6" />}
          {actor.id === null
            ? <span class="soft">{name}</span>
            : <a href={`/audit?actor_id=${actor.id}`} title={w.theirs(name)}>{name}</a>}
        </div>
      </td>
      <td role="cell">
        <div>{actionWords(action, reader.locale) ?? <code>{action}</code>}</div>
        <Details row={row} w={w} locale={reader.locale} />
      </td>
      <td role="cell" class="small">
        <Target row={row} w={w} />
      </td>
      <td role="cell" class="small" data-label={w.columns.where}>
        {address === null
          ? <span class="soft">{w.noAddress}</span>
          : <a class="link-hover" href={`/audit?address=${encodeURIComponent(address)}`}>{address}</a>}
      </td>
    </tr>
  );
}

interface PartProps {
  row: AuditRow;
  w: AuditWords;
}

function Target({ row: { targetId, target }, w }: PartProps) {
  if (targetId === null || target === null) return null;
  return (
    <>
      <span class="soft">{w.targets[target.kind]}:</span>{" "}
      <a href={`/audit?target_id=${encodeURIComponent(targetId)}`}>{target.name}</a>
    </>
  );
}

function Details({ row, w, locale }: PartProps & { locale: "es" | "en" }) {
  const { action, targetId, requestId, details } = row;
  return (
    <details class="small">
      <summary class="soft">
        {w.details} <span class="heard">{w.of(actionWords(action, locale) ?? action)}</span>
      </summary>
      <div class="grid gap-1 pt-1">
        <p>
          {w.code} <a href={`/audit?action=${encodeURIComponent(action)}`}>{action}</a>
        </p>
        {targetId !== null && (
          <p>
            {w.affects} <a href={`/audit?target_id=${encodeURIComponent(targetId)}`}>{targetId}</a>
          </p>
        )}
        {requestId !== null && <p>{w.track} {requestId}</p>}
        {details !== null && (
          <pre class="rounded-field bg-base-200 p-2 text-xs whitespace-pre-wrap">{details}</pre>
        )}
      </div>
    </details>
  );
}

function actorName({ kind, name }: AuditRow["actor"], w: AuditWords): string {
  switch (kind) {
    case "person":
      return name ?? w.actors.person;
    case "api_key":
      return w.actors.key(name ?? "");
    case "operator":
      return w.actors.operator;
    case "system":
      return w.actors.system;
  }
}
