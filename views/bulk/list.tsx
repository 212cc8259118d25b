import { Badge, type Tone } from "../ui/badge.tsx";
import { formatCount, Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import type { Reader } from "../ui/reader.ts";
import { BULK_PATH } from "../solicitudes/new_tabs.tsx";
import { type BulkWords, bulkWords } from "./page_words.ts";

export type BulkStatus = keyof BulkWords["status"];

export interface BulkRow {
  id: string;
  fileName: string;
  status: BulkStatus;
  total: number;
  valid: number;
  invalid: number;
  createdAt: Date;
}

export interface BulkListProps {
  reader: Reader;
  rows: readonly BulkRow[];
  isFirstPage: boolean;
  /** Address; null on the last one. */
  nextPage: string | null;
}

const TONES: Readonly<Record<BulkStatus, Tone>> = {
  needs_mapping: "warn",
  processing: "info",
  paused: "quiet",
  cancelled: "quiet",
  completed: "good",
};

export function StatusBadge({ status, words }: { status: BulkStatus; words: BulkWords }) {
  return <Badge tone={TONES[status]}>{words.status[status]}</Badge>;
}

/** The newest first, each with where it stands. */
export function BulkList({ reader, rows, isFirstPage, nextPage }: BulkListProps) {
  const w = bulkWords(reader.locale);
  return (
    <section class="panel" aria-labelledby="uploads">
      <h2 id="uploads">{w.list.title}</h2>
      {rows.length === 0
        ? <Empty icon="upload" title={w.list.empty} advice={w.list.emptyText} />
        : <Rows rows={rows} reader={reader} words={w} />}
      {(!isFirstPage || nextPage !== null) && (
        <nav class="head" aria-label={w.list.pages}>
          <span>{!isFirstPage && <a href={BULK_PATH}>{w.list.first}</a>}</span>
          {nextPage !== null && <a class="btn" href={nextPage}>{w.list.more}</a>}
        </nav>
      )}
    </section>
  );
}

function Rows({ rows, reader, words: w }: Pick<BulkListProps, "rows" | "reader"> & { words: BulkWords }) {
  return (
    <table class="table folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {[w.list.file, w.list.state, w.list.rows, w.list.when].map((heading) => (
            <th role="columnheader" scope="col">{heading}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr role="row">
            <td role="cell">
              <a href={`${BULK_PATH}/${row.id}`}>{row.fileName}</a>
            </td>
            <td role="cell">
              <StatusBadge status={row.status} words={w} />
            </td>
            <td role="cell" class="number">{countsOf(row, reader, w)}</td>
            <td role="cell" class="soft small">
              <Instant at={row.createdAt} reader={reader} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function countsOf(
  { status, total, valid, invalid }: BulkRow,
  { locale }: Reader,
  { list }: BulkWords,
): string {
  const [rows, taken, others] = [total, valid, invalid].map((count) => formatCount(count, locale));
  if (status === "needs_mapping" || (status === "cancelled" && valid + invalid === 0)) {
    return list.waiting(rows ?? "");
  }
  return list.counts(taken ?? "", others ?? "");
}
