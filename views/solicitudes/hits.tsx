import { Badge, Notice } from "../ui/badge.tsx";
import { Day } from "../ui/dates.tsx";
import { Empty } from "../ui/empty.tsx";
import { Choice } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";
import { followedText, hitCountText, type HitWords, hitWords } from "./hit_words.ts";
import { frequencyChoices } from "./words.ts";

export interface HitRow {
  id: string;
  /** As it is followed. */
  radicado: string;
  /** With hyphens, where it is one. */
  shown: string;
  despacho: string | null;
  departamento: string | null;
  parties: string | null;
  lastActuacionOn: string | null;
  isPrivate: boolean;
  isNew: boolean;
  isGone: boolean;
  /** The reader's own solicitud of it. */
  followedAs: string | null;
  /** It has 23 digits. */
  canBeFollowed: boolean;
}

export interface HitsProps {
  id: string;
  rows: readonly HitRow[];
  /** All that the search shows, those that came after its first answer, and radicados that could still be followed. */
  counts: { shown: number; fresh: number; open: number };
  filter: string;
  /** The same hits as files. */
  files: readonly { format: string; href: string }[];
  nextPage: string | null;
  isFirstPage: boolean;
  mayFollow: boolean;
  /** What the last act did. */
  done: { created: number; held: number; known: number } | null;
}

const FILTERS = ["", "new", "unfollowed", "private", "gone"] as const;

/** What a search shows, and how to follow it: one, some or all. */
export function Hits({ hits, locale }: { hits: HitsProps; locale: Locale }) {
  const { id, rows, counts, filter, nextPage, isFirstPage, done } = hits;
  const page = `/solicitudes/${id}`;
  const w = hitWords(locale);
  return (
    <section class="panel" id="hits" aria-labelledby="hits-title">
      <div class="head">
        <h2 id="hits-title">{w.title}</h2>
        <Files hits={hits} words={w} />
      </div>
      {done && (
        <Notice tone={done.held > 0 ? "warn" : "good"}>
          <p>{followedText(done, locale)}</p>
        </Notice>
      )}
      {counts.shown > 0 && <p class="soft">{hitCountText(counts, locale)}</p>}
      <nav class="acts gap-1.5" aria-label={w.filterBy}>
        {FILTERS.map((value) => (
          <a
            class={`btn btn-sm ${value === filter ? "btn-active" : ""}`}
            href={filtered(page, value)}
            aria-current={value === filter ? "true" : undefined}
          >
            {w.filters[value]}
            {value === "new" && counts.fresh > 0 && <Badge tone="info">{counts.fresh}</Badge>}
          </a>
        ))}
      </nav>
      {rows.length === 0 && <None hits={hits} words={w} />}
      {rows.length > 0 && (
        <form method="post" action={`${page}/hits/follow${queryOf(filter)}`} class="form">
          <HitTable rows={rows} mayFollow={hits.mayFollow} words={w} locale={locale} />
          {hits.mayFollow && <Following counts={counts} words={w} locale={locale} />}
        </form>
      )}
      {(nextPage !== null || !isFirstPage) && (
        <nav class="head" aria-label={w.pages}>
          <span>{!isFirstPage && <a href={filtered(page, filter)}>{w.first}</a>}</span>
          {nextPage !== null && (
            <a class="btn btn-sm" href={nextPage}>
              {w.more}
              <Icon name="chevron-right" />
            </a>
          )}
        </nav>
      )}
    </section>
  );
}

function filtered(page: string, filter: string): string {
  return `${page}${queryOf(filter)}#hits`;
}

function queryOf(filter: string): string {
  return filter === "" ? "" : `?show=${filter}`;
}

function Files({ hits: { files }, words }: { hits: HitsProps; words: HitWords }) {
  return (
    <>
      <button class="btn btn-sm no-print" type="button" popovertarget="hits-files">
        <Icon name="download" />
        {words.download}
      </button>
      <div id="hits-files" popover="auto" class="menu-sheet">
        <ul class="menu w-full p-0">
          {files.map(({ format, href }) => (
            <li>
              <a href={href} download>
                <Icon name="file-down" />
                {format}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

function None({ hits: { counts, filter }, words }: { hits: HitsProps; words: HitWords }) {
  return counts.shown === 0 && filter === ""
    ? <Empty icon="search" title={words.nothing} advice={words.nothingAdvice} />
    : <p class="soft py-4 text-center">{words.none}</p>;
}

function Following({ counts, words, locale }: {
  counts: HitsProps["counts"];
  words: HitWords;
  locale: Locale;
}) {
  return (
    <div class="line">
      <Choice
        name="frequency"
        id="follow-frequency"
        label={words.frequency}
        value="dynamic"
        options={frequencyChoices(locale)}
      />
      <button class="btn btn-primary" type="submit" name="which" value="chosen">{words.followChosen}</button>
      {counts.open > 0 && (
        <button class="btn" type="submit" name="which" value="all">
          {`${words.followAll} (${counts.open})`}
        </button>
      )}
    </div>
  );
}

interface RowsProps {
  mayFollow: boolean;
  words: HitWords;
  locale: Locale;
}

function HitTable({ rows, words, ...rest }: RowsProps & { rows: readonly HitRow[] }) {
  return (
    <table class="table folds" role="table" aria-labelledby="hits-title">
      <thead role="rowgroup">
        <tr role="row">
          {[words.radicado, words.parties, words.last, words.following].map((label) => (
            <th role="columnheader" scope="col">{label}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => <Row row={row} words={words} {...rest} />)}
      </tbody>
    </table>
  );
}

function Row({ row, mayFollow, words: w, locale }: RowsProps & { row: HitRow }) {
  const isOpen = mayFollow && row.followedAs === null && row.canBeFollowed;
  return (
    <tr role="row" class={row.isGone ? "opacity-80" : undefined}>
      <td role="cell">
        {isOpen
          ? (
            <label class="tick">
              <input class="checkbox checkbox-sm" type="checkbox" name="radicado" value={row.radicado} />
              <span class="number nowrap font-medium">{row.shown}</span>
            </label>
          )
          : <span class="number nowrap font-medium">{row.shown}</span>}
        <div class="soft small">{[row.despacho, row.departamento].filter(Boolean).join(" · ")}</div>
        <div class="acts gap-1 pt-1">
          {row.isNew && <Badge tone="info" icon="sparkles">{w.isNew}</Badge>}
          {row.isPrivate && <Badge tone="quiet" icon="lock">{w.isPrivate}</Badge>}
          {row.isGone && <Badge tone="warn" icon="eye-off">{w.isGone}</Badge>}
        </div>
      </td>
      <td role="cell">
        <div class="line-clamp-3" title={row.parties ?? undefined}>{row.parties ?? w.noParties}</div>
      </td>
      <td role="cell" class="nowrap" data-label={w.last}>
        {row.lastActuacionOn ? <Day day={row.lastActuacionOn} locale={locale} /> : w.noLast}
      </td>
      <td role="cell">
        {row.followedAs !== null && <a href={`/solicitudes/${row.followedAs}`}>{w.followed}</a>}
        {isOpen && (
          <button
            class="btn btn-sm"
            type="submit"
            name="one"
            value={row.radicado}
            aria-label={`${w.follow} ${row.shown}`}
          >
            <Icon name="plus" />
            {w.follow}
          </button>
        )}
      </td>
    </tr>
  );
}
