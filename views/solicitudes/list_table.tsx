import type { Child } from "hono/jsx";
import { Avatar } from "../ui/avatar.tsx";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Ago, Day } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import type { Reader } from "../ui/reader.ts";
import { type Column, COLUMNS } from "./list_columns.ts";
import { addressOf, type ListQuery, queryText } from "./list_query.ts";
import type { ListProps, SolicitudRow } from "./list.tsx";
import { ManyBar } from "./list_many.tsx";
import { counted, type ListWords } from "./list_words.ts";
import { type Check, type Frequency, frequencyLabel, resultOf, statusWords } from "./words.ts";

export interface ListRow extends SolicitudRow {
  despacho: string | null;
  /** Who stands against whom, where the portal tells. */
  parties: { first: string; second: string | null } | null;
  procesos: number;
  /** Court date. */
  lastActuacionOn: string | null;
  unread: { count: number; isMost: boolean };
  owner: string | null;
  frequency: Frequency;
  createdAt: Date;
  /** Being checked, or about to be. */
  isLive: boolean;
}

interface TableProps extends ListProps {
  w: ListWords;
}

/** Those that can be ticked stand in one form with what is done to them. */
export function Table(props: TableProps) {
  const { acts, query, w } = props;
  if (acts.length === 0) return <Rows {...props} />;
  return (
    <form
      class="group grid gap-3"
      method="post"
      action="/solicitudes/many"
      data-many={JSON.stringify(w.chosen)}
    >
      <input type="hidden" name="view" value={queryText(query)} />
      <Rows {...props} />
      <ManyBar acts={acts} w={w} />
    </form>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function Rows(props: TableProps) {
  const { rows, look, acts, query, seesAll, now, frame, w } = props;
  const columns = shownColumns(look.columns, seesAll);
  const head = { query, w };
  const on = { columns, hasPicks: acts.length > 0, isCompact: look.isCompact, now, reader: frame.reader, w };
  return (
    <div
      class="-mx-5 max-sm:-mx-4 max-sm:px-4 sm:overflow-x-auto"
      role="region"
      aria-label={w.table}
      tabindex={0}
    >
      <table
        class={`table folds cases ${look.isCompact ? "table-xs" : "table-sm"}`}
        role="table"
        aria-label={w.table}
      >
        <thead role="rowgroup">
          <tr role="row">
            {acts.length > 0 && (
              <th role="columnheader" scope="col" class="w-8 pl-5 align-middle">
                <label>
                  <span class="heard">{w.chooseAll}</span>
                  <input
                    class="checkbox checkbox-sm checkbox-primary rounded-sm"
                    type="checkbox"
                    data-all
                    hidden
                  />
                </label>
              </th>
            )}
            <Head {...head} name="radicado">{w.column.subject}</Head>
            {columns.map((column) => (
              <Head {...head} name={SORTED[column]}>
                {column === "owner" ? w.ownerShort : w.column[column]}
              </Head>
            ))}
            <Head {...head}>{w.column.status}</Head>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => rowOf(row, on))}
        </tbody>
      </table>
    </div>
  );
}

/** By which order each column is sorted. */
const SORTED: Readonly<Partial<Record<Column, string>>> = {
  moved: "changed",
  checked: "checked",
  next: "next",
  created: "created",
};

/** What of these is shown first when a column's head is followed. */
const FROM_END = ["changed", "checked", "created"];

function shownColumns(chosen: readonly Column[], seesAll: boolean): Column[] {
  return COLUMNS.filter((column) => chosen.includes(column) && (seesAll || column !== "owner"));
}

interface HeadProps {
  query: ListQuery;
  w: ListWords;
  name?: string;
  children: Child;
}

function Head({ query, name, children }: HeadProps) {
  if (name === undefined) {
    return <th role="columnheader" scope="col" class="align-middle text-xs">{children}</th>;
  }
  const sort = query.sort === "" ? "-created" : query.sort;
  const direction = sort === name ? "ascending" : sort === `-${name}` ? "descending" : undefined;
  const isFromEnd = direction === undefined ? FROM_END.includes(name) : direction === "ascending";
  const next = { ...query, sort: isFromEnd ? `-${name}` : name };
  const icon = direction === undefined
    ? "chevrons-up-down"
    : direction === "ascending"
    ? "arrow-up"
    : "arrow-down";
  return (
    <th role="columnheader" scope="col" class="align-middle text-xs" aria-sort={direction}>
      <a class="inline-flex min-h-6 items-center gap-1 hover:text-primary" href={addressOf(next)}>
        {children}
        <Icon name={icon} class={direction ? "size-3.5 text-primary" : "size-3.5 opacity-60"} />
      </a>
    </th>
  );
}

/** What all rows have in common. */
interface OnTable {
  columns: readonly Column[];
  hasPicks: boolean;
  isCompact: boolean;
  now: Date;
  reader: Reader;
  w: ListWords;
}

/**
 * Its look is in the style sheet, by the names of its parts, and these are plain functions: there are fifty rows on a page,
 * and as elements they would cost as much again.
 */
function rowOf(row: ListRow, on: OnTable) {
  const { columns, hasPicks, w, reader } = on;
  const { label, tone } = statusWords(row.status, reader.locale);
  const about = row.alias ?? row.subject;
  return (
    <tr role="row" data-row={row.id} data-live={row.isLive ? about : undefined}>
      {hasPicks && (
        <td role="cell" class="pick">
          <label>
            <span class="heard">{w.choose.replace("#", () => about)}</span>
            <input class="checkbox checkbox-sm" type="checkbox" name="id" value={row.id} />
          </label>
        </td>
      )}
      {subjectOf(row, on)}
      {columns.map((column) => cellOf(column, row, on))}
      <td role="cell" data-part="status">{Badge({ tone, children: label })}</td>
    </tr>
  );
}

function subjectOf(row: ListRow, { isCompact, w }: OnTable) {
  const { id, subject, isSearch, alias, despacho, procesos } = row;
  const place = isSearch ? w.byName : despacho;
  return (
    <td role="cell" class="subject">
      <div>
        <a class={isSearch ? undefined : "number"} href={`/solicitudes/${id}`}>{subject}</a>
        <span data-part="unread">{unreadOf(row.unread, w)}</span>
        {procesos > 1 && !isCompact && <small>{counted(w.moreProcesos, procesos)}</small>}
      </div>
      {alias !== null && (isCompact ? <small>{alias}</small> : <strong>{alias}</strong>)}
      {place !== null && (!isCompact || alias === null) && <small>{place}</small>}
    </td>
  );
}

function unreadOf({ count, isMost }: ListRow["unread"], w: ListWords) {
  if (count === 0) return null;
  const text = isMost ? w.unread.most.replace("#", String(count)) : counted(w.unread, count);
  return (
    <span class="badge badge-primary badge-sm">
      {Icon({ name: "bell", class: "size-3" })}
      {text}
    </span>
  );
}

function cellOf(column: Column, row: ListRow, on: OnTable) {
  const { w, isCompact, now, reader } = on;
  const label = w.column[column];
  switch (column) {
    case "parties":
      return row.parties === null ? <td role="cell" class="none" /> : partiesOf(row.parties, isCompact, w);
    case "moved":
      return row.lastActuacionOn === null
        ? <td role="cell" class="none" data-label={label} data-part="moved" />
        : (
          <td role="cell" class="number" data-label={label} data-part="moved">
            {Day({ day: row.lastActuacionOn, locale: reader.locale })}
          </td>
        );
    case "checked":
      return row.lastCheck
        ? lastCheckOf(row.lastCheck, on)
        : <td role="cell" data-part="checked" class="soft">{w.never}</td>;
    case "next":
      return row.nextCheckAt
        ? (
          <td role="cell" data-label={label} data-part="next">
            {Ago({ at: row.nextCheckAt, now, reader })}
          </td>
        )
        : <td role="cell" class="soft" data-label={label} data-part="next">{w.noDate[row.status]}</td>;
    case "frequency":
      return <td role="cell" data-label={label}>{frequencyLabel(row.frequency, reader.locale)}</td>;
    case "owner":
      return (
        <td role="cell" class="owner" data-label={label} title={row.owner ?? undefined}>
          {row.owner !== null && (
            <>
              {Avatar({ name: row.owner, size: "size-6" })}
              <span class="sm:heard">{row.owner}</span>
            </>
          )}
        </td>
      );
    case "created":
      return (
        <td role="cell" class="nowrap" data-label={label}>
          {Ago({ at: row.createdAt, now, reader })}
        </td>
      );
  }
}

function partiesOf(
  { first, second }: { first: string; second: string | null },
  isCompact: boolean,
  w: ListWords,
) {
  const against = second === null ? null : `${w.against} ${second}`;
  return isCompact
    ? (
      <td role="cell" class="parties">
        <small>{against === null ? first : `${first} ${against}`}</small>
      </td>
    )
    : (
      <td role="cell" class="parties">
        <strong>{first}</strong>
        {against !== null && <small>{against}</small>}
      </td>
    );
}

const SIGNS: Readonly<Record<Tone, IconName>> = {
  good: "circle-check",
  warn: "triangle-alert",
  bad: "circle-alert",
  info: "refresh-cw",
  quiet: "info",
};

/** What could not be verified stands out: by its sign, its colour and its words. */
function lastCheckOf(check: Check, { now, reader, isCompact }: OnTable) {
  const { text, tone } = resultOf(check, reader);
  return (
    <td role="cell" class={`checked tone-${tone}`} data-part="checked">
      {Icon({ name: SIGNS[tone] })}
      <span>{text}</span>
      {!isCompact && <small>{Ago({ at: check.finishedAt ?? check.startedAt, now, reader })}</small>}
    </td>
  );
}
