/** The person's files: what each is, how far it is, and the way to it. */
import { Badge, type Tone } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Reader } from "../ui/reader.ts";
import { type ReportsWords, reportsWords, sizeWords } from "./words.ts";

export type FileStatus = keyof ReportsWords["states"];

export interface FileProps {
  id: string;
  what: keyof ReportsWords["subjects"];
  format: keyof ReportsWords["formats"];
  status: FileStatus;
  isScheduled: boolean;
  size: number | null;
  createdAt: Date;
  removedAt: Date | null;
  /** Of the file; null where there is none. */
  href: string | null;
}

const TONES: Readonly<Record<FileStatus, Tone>> = {
  waiting: "info",
  making: "info",
  ready: "good",
  failed: "bad",
  removed: "quiet",
};

export function FileStateBadge({ status, reader }: { status: FileStatus; reader: Reader }) {
  return <Badge tone={TONES[status]}>{reportsWords(reader.locale).states[status]}</Badge>;
}

/** Is drawn anew for as long as one of them is being made. */
export function Files({ files, reader }: { files: readonly FileProps[]; reader: Reader }) {
  const w = reportsWords(reader.locale);
  const isOpen = files.some(({ status }) => status === "waiting" || status === "making");
  const live = isOpen && {
    "hx-get": "/reports",
    "hx-select": "#files",
    "hx-target": "#files",
    "hx-swap": "outerMorph",
    "hx-trigger": "every 3s",
  };
  return (
    <section class="panel" id="files" aria-labelledby="files-title" {...live}>
      <h2 id="files-title">{w.files}</h2>
      {files.length === 0
        ? <Empty icon="file-down" title={w.filesNone} advice={w.filesNoneAdvice} />
        : (
          <table class="table folds" role="table">
            <thead role="rowgroup">
              <tr role="row">
                {[w.file, w.state, w.asked, w.size, w.until].map((head) => (
                  <th role="columnheader" scope="col">{head}</th>
                ))}
                <th role="columnheader" scope="col">
                  <span class="heard">{w.acts}</span>
                </th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {files.map((file) => <Row file={file} reader={reader} />)}
            </tbody>
          </table>
        )}
    </section>
  );
}

function Row({ file, reader }: { file: FileProps; reader: Reader }) {
  const { id, what, format, status, isScheduled, size, createdAt, removedAt, href } = file;
  const w = reportsWords(reader.locale);
  const name = `${w.subjects[what]} · ${w.formats[format]}`;
  return (
    <tr role="row">
      <td role="cell">
        <a href={`/exports/${id}`}>{name}</a> {isScheduled && <Badge tone="quiet">{w.scheduled}</Badge>}
      </td>
      <td role="cell" data-label={w.state}>
        <FileStateBadge status={status} reader={reader} />
      </td>
      <td role="cell" data-label={w.asked} class="small">
        <Instant at={createdAt} reader={reader} />
      </td>
      <td role="cell" data-label={w.size} class="number small">
        {size === null || status !== "ready" ? "—" : sizeWords(size, reader.locale)}
      </td>
      <td role="cell" data-label={w.until} class="small">
        {removedAt === null ? "—" : <Instant at={removedAt} reader={reader} />}
      </td>
      <td role="cell" class="sm:text-right">
        {href !== null && (
          <a class="btn btn-sm" href={href}>
            <Icon name="download" />
            {w.download}
            <span class="heard">{`: ${name}`}</span>
          </a>
        )}
      </td>
    </tr>
  );
}
