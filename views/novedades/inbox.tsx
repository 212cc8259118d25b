/** What a lawyer opens every morning: all that is new at one side, the chosen one at the other. */
import { Empty } from "../ui/empty.tsx";
import { Icon } from "../ui/icon.tsx";
import { type Frame, Layout } from "../ui/layout.tsx";
import { PageHead } from "../ui/page_head.tsx";
import { Pager } from "../ui/pager.tsx";
import { type InboxCounts, InboxFilters } from "./filters.tsx";
import { Reading, type ReadingProps } from "./reading.tsx";
import { InboxRow } from "./row.tsx";
import { type InboxFilter, inboxPath, isNarrowed, type NovedadRow } from "./shapes.ts";
import { novedadWords } from "./words.ts";

export interface InboxProps {
  frame: Frame;
  script: string;
  now: Date;
  filter: InboxFilter;
  counts: InboxCounts;
  rows: readonly NovedadRow[];
  /** Where this page of the list begins; null at its beginning. */
  cursor: string | null;
  nextCursor: string | null;
  /** Null where none is chosen. */
  reading: Omit<ReadingProps, "frame" | "filter" | "now" | "cursor"> | null;
  mayFollow: boolean;
}

export function InboxPage(props: InboxProps) {
  const { frame, script, filter, counts, reading, now } = props;
  const w = novedadWords(frame.reader.locale);
  const unread = counts.unread.high + counts.unread.normal + counts.unread.low;
  const title = reading ? `${reading.title} · ${w.title}` : w.title;
  const besides = reading ? "max-lg:hidden" : "";
  return (
    <Layout title={title} frame={frame} script={script}>
      <PageHead title={w.title} lead={<span class={besides}>{w.lead}</span>}>
        {unread > 0 && (
          <form method="post" action={inboxPath(filter, { id: "read-all" })} class={besides}>
            <input type="hidden" name="until" value={now.toISOString()} />
            <button class="btn btn-sm" type="submit">
              <Icon name="check-check" />
              {w.readAll}
            </button>
          </form>
        )}
      </PageHead>
      <div id="inbox-filters" class={`flow gap-3 ${besides}`} data-news={String(unread)}>
        <InboxFilters locale={frame.reader.locale} filter={filter} counts={counts} />
      </div>
      <Body {...props} />
    </Layout>
  );
}

function Body(props: InboxProps) {
  const { frame, filter, rows, cursor, reading } = props;
  const isEmpty = rows.length === 0 && reading === null;
  if (isEmpty) return <Nothing {...props} />;
  return (
    <div class="grid items-start gap-5 lg:grid-cols-[minmax(20rem,25rem)_minmax(0,1fr)]">
      <List {...props} />
      <section
        id="reading"
        class={reading ? "" : "max-lg:hidden"}
        aria-label={novedadWords(frame.reader.locale).reading}
        tabindex={-1}
      >
        {reading
          ? <Reading frame={frame} filter={filter} cursor={cursor} now={props.now} {...reading} />
          : <Unchosen locale={frame.reader.locale} />}
      </section>
    </div>
  );
}

function List({ frame, filter, rows, cursor, nextCursor, reading, now }: InboxProps) {
  const w = novedadWords(frame.reader.locale);
  return (
    <div class={`grid gap-3 lg:sticky lg:top-20 ${reading ? "max-lg:hidden" : ""}`}>
      <section
        class="rounded-box border border-base-300 bg-base-100 lg:max-h-[calc(100dvh-8rem)] lg:overflow-y-auto"
        aria-label={w.list}
      >
        <ol id="inbox-list">
          {rows.map((row) => (
            <InboxRow
              row={row}
              reader={frame.reader}
              now={now}
              href={inboxPath(filter, { id: row.id, cursor })}
              isCurrent={row.id === reading?.novedad.id}
            />
          ))}
        </ol>
      </section>
      <Pager
        locale={frame.reader.locale}
        first={cursor === null ? null : inboxPath(filter)}
        next={nextCursor && inboxPath(filter, { cursor: nextCursor })}
      />
    </div>
  );
}

function Unchosen({ locale }: { locale: Frame["reader"]["locale"] }) {
  const w = novedadWords(locale);
  return (
    <div class="panel py-16">
      <Empty icon="inbox" title={w.chooseTitle} advice={w.chooseAdvice}>
        <p class="soft flex items-center gap-2 text-sm" data-keys hidden>
          <Icon name="keyboard" />
          {w.keys}
        </p>
      </Empty>
    </div>
  );
}

function Nothing({ frame, filter, mayFollow }: InboxProps) {
  const w = novedadWords(frame.reader.locale);
  if (isNarrowed(filter) || (filter.view !== "all" && filter.view !== "unread")) {
    return (
      <div class="panel">
        <Empty icon="funnel" title={w.noneTitle} advice={w.noneAdvice}>
          <a class="btn" href="/novedades">{w.clear}</a>
        </Empty>
      </div>
    );
  }
  if (filter.view === "unread") {
    return (
      <div class="panel">
        <Empty icon="check-check" title={w.allReadTitle} advice={w.allReadAdvice}>
          <a class="btn" href="/novedades">{w.all}</a>
        </Empty>
      </div>
    );
  }
  return (
    <div class="panel">
      <Empty icon="inbox" title={w.emptyTitle} advice={w.emptyAdvice}>
        {mayFollow && <a class="btn btn-primary" href="/solicitudes/new">{w.follow}</a>}
        <a class="btn btn-ghost" href="/help#severity">{w.severityHelp}</a>
      </Empty>
    </div>
  );
}
