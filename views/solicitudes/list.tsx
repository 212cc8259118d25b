import { Notice } from "../ui/badge.tsx";
import { Empty } from "../ui/empty.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import type { ListLook } from "./list_columns.ts";
import { addressOf, isNarrowed, LIST_PATH, type ListQuery } from "./list_query.ts";
import { type ListRow, Table } from "./list_table.tsx";
import { Chips, Toolbar } from "./list_tools.tsx";
import { type ViewForm, Views, type ViewTab } from "./list_views.tsx";
import { counted, type ListWords, listWords, type ManyAct } from "./list_words.ts";
import type { Check, Status } from "./words.ts";

export interface SolicitudRow {
  id: string;
  /** The radicado with hyphens, or the name that a search looks for. */
  subject: string;
  isSearch: boolean;
  alias: string | null;
  status: Status;
  lastCheck: Check | null;
  /** By its schedule, or as a further attempt. */
  nextCheckAt: Date | null;
}

/** What came of an act on the chosen ones. */
export interface ManyOutcome {
  act: Exclude<ManyAct, "export">;
  done: number;
  refused: readonly { subject: string | null; reason: string }[];
}

export interface ListProps {
  frame: Frame;
  now: Date;
  script: string;
  query: ListQuery;
  look: ListLook;
  rows: readonly ListRow[];
  isFirstPage: boolean;
  /** Address of the next page; null on the last one. */
  nextPage: string | null;
  /** Sees what others follow. */
  seesAll: boolean;
  views: readonly ViewTab[];
  /** What was typed for a view, where it was refused. */
  viewForm: ViewForm | null;
  acts: readonly ManyAct[];
  mayFollow: boolean;
  /** The filtered list as files. */
  files: readonly { format: string; href: string }[];
  outcome: ManyOutcome | null;
  /** Why nothing was done. */
  complaint: string | null;
}

/** Everything that is followed, for who works through it every morning. */
export function SolicitudList(props: ListProps) {
  const { frame, script, query, rows, isFirstPage, seesAll, mayFollow, outcome, complaint } = props;
  const w = listWords(frame.reader.locale);
  const isEmpty = rows.length === 0 && isFirstPage && !isNarrowed(query);
  return (
    <Layout title={w.title} frame={frame} script={script}>
      <PageHead title={w.title} lead={seesAll ? w.lead.all : w.lead.own}>
        {!isEmpty && <Files files={props.files} w={w} />}
      </PageHead>
      {complaint !== null && <Notice tone="bad">{complaint}</Notice>}
      {outcome && <Outcome outcome={outcome} w={w} />}
      {isEmpty ? <Beginning w={w} mayFollow={mayFollow} /> : <Worklist {...props} />}
    </Layout>
  );
}

function Worklist(props: ListProps) {
  const { frame: { reader }, query, rows, isFirstPage, nextPage, views, viewForm, look } = props;
  const w = listWords(reader.locale);
  return (
    <>
      <Views query={query} views={views} form={viewForm} w={w} />
      <div
        class="panel"
        data-list={LIST_PATH}
        data-keys={look.hasKeys ? "on" : undefined}
        data-settled={w.settled}
      >
        <Toolbar {...props} w={w} />
        <p class="heard" role="status" data-say></p>
        <div id="found" class="grid gap-3" data-tally={counted(w.shown, rows.length)}>
          <Chips query={query} locale={reader.locale} w={w} />
          {rows.length === 0 ? <NoMatch query={query} w={w} /> : <Table {...props} w={w} />}
          <Pager locale={reader.locale} first={isFirstPage ? null : addressOf(query)} next={nextPage} />
        </div>
      </div>
    </>
  );
}

function Files({ files, w }: Pick<ListProps, "files"> & { w: ListWords }) {
  return (
    <>
      <button class="btn" type="button" popovertarget="files">
        <Icon name="download" />
        {w.export}
      </button>
      <div id="files" popover="auto" class="menu-sheet">
        {files.map(({ format, href }) => (
          <a
            class="flex items-center gap-3 rounded-field px-3 py-2 text-sm hover:bg-base-200"
            href={href}
            download
          >
            <Icon name={format === "PDF" ? "file-text" : "file-spreadsheet"} />
            {format}
          </a>
        ))}
      </div>
    </>
  );
}

function Outcome({ outcome: { act, done, refused }, w }: { outcome: ManyOutcome; w: ListWords }) {
  return (
    <Notice tone={refused.length === 0 ? "good" : "warn"}>
      {done > 0 && <p role="status">{counted(w.did[act], done)}</p>}
      {refused.length > 0 && (
        <>
          <p>{counted(w.refused, refused.length)}</p>
          <ul class="list-disc pl-5">
            {refused.map(({ subject, reason }) => (
              <li>
                <span class="number font-medium">{subject ?? w.unknown}</span>: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  );
}

const WAY_ICONS: readonly IconName[] = ["gavel", "search", "upload"];

/** Where nothing is followed yet: how one begins. */
function Beginning({ w, mayFollow }: { w: ListWords; mayFollow: boolean }) {
  if (!mayFollow) {
    return (
      <section class="panel">
        <Empty icon="folder-open" title={w.emptyTitle} advice={w.emptyReader} />
      </section>
    );
  }
  return (
    <section class="panel" aria-labelledby="begin">
      <div class="grid gap-1 py-2 text-center">
        <h2 id="begin">{w.emptyTitle}</h2>
        <p class="soft">{w.emptyAdvice}</p>
      </div>
      <ul class="columns">
        {w.ways.map(({ href, title, text, act }, i) => (
          <li class="grid content-start gap-2 rounded-box border border-base-300 p-4">
            <span class="grid size-10 place-items-center rounded-field bg-base-200 text-primary">
              <Icon name={WAY_ICONS[i] ?? "plus"} class="size-5" />
            </span>
            <h3>{title}</h3>
            <p class="soft small">{text}</p>
            <a
              class={i === 0 ? "btn btn-primary btn-sm justify-self-start" : "btn btn-sm justify-self-start"}
              href={href}
            >
              {act}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoMatch({ query, w }: { query: ListQuery; w: ListWords }) {
  const isText = query.q !== "";
  return (
    <Empty
      icon="search"
      title={w.noMatchTitle}
      advice={isText ? w.noMatchText.replace("#", () => query.q) : w.noMatchFilters}
    >
      <a class="btn btn-sm" href={LIST_PATH}>{w.clear}</a>
    </Empty>
  );
}
