import { FileStateBadge, type FileStatus } from "../reports/files.tsx";
import { type ReportsWords, reportsWords, sizeWords } from "../reports/words.ts";
import { Notice } from "../ui/badge.tsx";
import { Instant } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import type { Reader } from "../ui/reader.ts";

export interface ExportProps {
  id: string;
  what: keyof ReportsWords["subjects"];
  format: keyof ReportsWords["formats"];
  status: FileStatus;
  size: number | null;
  createdAt: Date;
  /** Of the file; null where there is none. */
  href: string | null;
  removedAt: Date | null;
  /** Why there is none, as a sentence; null where nobody knows. */
  why: string | null;
}

/** One file; the page is drawn anew by itself until it is made. */
export function ExportPage({ frame, file }: { frame: Frame; file: ExportProps }) {
  const { id, what, format, status, createdAt } = file;
  const { reader } = frame;
  const w = reportsWords(reader.locale);
  const isOpen = status === "waiting" || status === "making";
  const live = isOpen && {
    "hx-get": `/exports/${id}`,
    "hx-select": "#file",
    "hx-target": "#file",
    "hx-swap": "outerHTML",
    "hx-trigger": "every 2s",
  };
  return (
    <Layout title={w.subjects[what]} frame={frame} isNarrow>
      <PageHead title={w.subjects[what]} back={{ href: "/reports", label: w.title }} />
      <section class="panel" id="file" aria-live="polite" aria-label={w.file} {...live}>
        <div class="head">
          <p class="soft">
            {`${w.fileOf.replace("#", w.formats[format])} `}
            <Instant at={createdAt} reader={reader} />
          </p>
          <FileStateBadge status={status} reader={reader} />
        </div>
        <State file={file} reader={reader} />
      </section>
    </Layout>
  );
}

function State({ file: { status, size, href, removedAt, why }, reader }: {
  file: ExportProps;
  reader: Reader;
}) {
  const w = reportsWords(reader.locale);
  switch (status) {
    case "waiting":
    case "making":
      return (
        <>
          <Notice tone="info">{w.preparing}</Notice>
          <p>
            <a class="btn btn-sm" href="">{w.refresh}</a>
          </p>
        </>
      );
    case "failed":
      return <Notice tone="bad">{why ?? w.failed}</Notice>;
    case "removed":
      return <Notice tone="warn">{w.gone}</Notice>;
    case "ready":
      return (
        <>
          <p>
            {removedAt === null ? w.ready : (
              <>
                {`${w.readyUntil} `}
                <Instant at={removedAt} reader={reader} />
              </>
            )}
          </p>
          {href !== null && (
            <p>
              <a class="btn btn-primary" href={href}>
                <Icon name="download" />
                {w.download}
                {size !== null && ` (${sizeWords(size, reader.locale)})`}
              </a>
            </p>
          )}
        </>
      );
  }
}
