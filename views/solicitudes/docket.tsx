import { Empty } from "../ui/empty.tsx";
import { Icon } from "../ui/icon.tsx";
import { Pager } from "../ui/pager.tsx";
import type { Reader } from "../ui/reader.ts";
import { Tabs } from "../ui/tabs.tsx";
import { type CaseWords, caseWords } from "./case_words.ts";
import { Entry, type EntryProps } from "./entry.tsx";

export type Shown = "all" | "unread" | "new";

export interface DocketProps {
  entries: readonly EntryProps[];
  isFirstPage: boolean;
  /** It begins with an entry that a link named. */
  isFromEntry: boolean;
  /** Address of the next page; null on the last one. */
  nextPage: string | null;
  /** The page of the solicitud, without a query. */
  page: string;
  /** What it is narrowed by. */
  text: string;
  shown: Shown;
  procesoId: string | null;
  /** Of the proceso that is shown, or of all. */
  counts: { entries: number; unread: number; news: number };
  /** Where there are several. */
  procesos: readonly { id: string; label: string; entries: number }[];
  /** Where marking as read comes back to. */
  here: string;
}

/** The timeline of the case: what the court wrote, the latest first, with what is new to the reader marked. */
export function Docket({ docket, reader }: { docket: DocketProps; reader: Reader }) {
  const { entries, isFirstPage, isFromEntry, nextPage, counts, here } = docket;
  const w = caseWords(reader.locale);
  const unread = entries.flatMap(({ news }) => news.filter(({ isUnread }) => isUnread));
  return (
    <section class="panel" id="actuaciones" aria-labelledby="docket">
      <div class="head">
        <h2 id="docket">{w.docket}</h2>
        {unread.length > 0 && (
          <form method="post" action={here} class="no-print">
            {unread.map(({ id }) => <input type="hidden" name="novedad" value={id} />)}
            <button class="btn btn-sm" type="submit">
              <Icon name="check-check" />
              {w.readAll(unread.length)}
            </button>
          </form>
        )}
      </div>
      {counts.entries > 0 && <Narrowing docket={docket} words={w} />}
      {isFromEntry && (
        <p class="small soft no-print">
          {w.fromEntry} <a href={`${docket.page}#actuaciones`}>{w.showAll}</a>
        </p>
      )}
      {entries.length === 0 ? <NoEntries docket={docket} words={w} /> : (
        <ol class="docket">
          {entries.map((entry) => (
            <Entry
              entry={entry}
              reader={reader}
              page={docket.page}
              here={here}
              showsDespacho={docket.procesos.length > 1 && docket.procesoId === null}
            />
          ))}
        </ol>
      )}
      <Pager
        locale={reader.locale}
        first={isFirstPage && !isFromEntry ? null : addressOf(docket, {})}
        next={nextPage}
      />
    </section>
  );
}

function Narrowing({ docket, words: w }: { docket: DocketProps; words: CaseWords }) {
  const { text, shown, procesoId, counts, procesos, page } = docket;
  const total = procesos.reduce((sum, { entries }) => sum + entries, 0);
  return (
    <div class="no-print grid gap-3">
      {procesos.length > 1 && (
        <Tabs
          label={w.byProceso}
          tabs={[
            {
              href: addressOf(docket, { procesoId: null }),
              label: w.allProcesos,
              isCurrent: procesoId === null,
              count: total,
            },
            ...procesos.map(({ id, label, entries }) => ({
              href: addressOf(docket, { procesoId: id }),
              label,
              isCurrent: procesoId === id,
              count: entries,
            })),
          ]}
        />
      )}
      <div class="head">
        <nav class="join" aria-label={w.byNews}>
          {([["all", w.all, counts.entries], ["unread", w.unread, counts.unread], [
            "new",
            w.news,
            counts.news,
          ]] as const).map(([value, label, count]) => (
            <a
              class={`btn btn-sm join-item ${value === shown ? "btn-active" : ""}`}
              href={addressOf(docket, { shown: value })}
              aria-current={value === shown ? "true" : undefined}
            >
              {label}
              <span class="number font-normal opacity-80">{count}</span>
            </a>
          ))}
        </nav>
        <form
          class="join"
          method="get"
          action={`${page}#actuaciones`}
          role="search"
          aria-label={w.filter}
        >
          {procesoId !== null && <input type="hidden" name="proceso" value={procesoId} />}
          {shown !== "all" && <input type="hidden" name="show" value={shown} />}
          <input
            class="input input-sm join-item w-60 max-w-full"
            type="search"
            name="text"
            value={text}
            placeholder={w.filter}
            aria-label={w.filter}
            maxlength={200}
          />
          <button class="btn btn-sm btn-square join-item" type="submit" aria-label={w.filterButton}>
            <Icon name="search" />
          </button>
        </form>
      </div>
    </div>
  );
}

function NoEntries({ docket, words: w }: { docket: DocketProps; words: CaseWords }) {
  if (docket.counts.entries === 0) {
    return <Empty icon="clipboard-list" title={w.noEntries} advice={w.noEntriesAdvice} />;
  }
  const back = <a class="btn btn-sm" href={`${docket.page}#actuaciones`}>{w.showAll}</a>;
  return docket.shown === "unread" && docket.text === ""
    ? <Empty icon="check-check" title={w.noneUnread} advice={w.noneUnreadAdvice}>{back}</Empty>
    : <Empty icon="search" title={w.noneMatch} advice={w.noneMatchAdvice}>{back}</Empty>;
}

/** Of the same docket, narrowed otherwise. */
function addressOf(
  { page, text, shown, procesoId }: DocketProps,
  other: { shown?: Shown; procesoId?: string | null },
): string {
  const query = new URLSearchParams();
  const proceso = other.procesoId === undefined ? procesoId : other.procesoId;
  const show = other.shown ?? shown;
  if (proceso !== null) query.set("proceso", proceso);
  if (show !== "all") query.set("show", show);
  if (text !== "") query.set("text", text);
  return `${page}${query.size === 0 ? "" : `?${query}`}#actuaciones`;
}
