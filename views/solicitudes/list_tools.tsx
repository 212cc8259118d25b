import { Choice, Tick } from "../ui/field.tsx";
import { drawnOnce } from "../ui/drawn_once.ts";
import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";
import { COLUMNS, type ListLook } from "./list_columns.ts";
import { addressOf, LIST_PATH, type ListQuery, NARROWING, queryText, type Verdict } from "./list_query.ts";
import type { ListProps } from "./list.tsx";
import type { ListWords } from "./list_words.ts";
import { frequencyChoices, frequencyLabel, type Status, statusWords, tipoChoices } from "./words.ts";

interface ToolbarProps extends ListProps {
  w: ListWords;
}

/** Searching, narrowing and ordering: one form, whose address can be kept. The script asks for it while one types. */
export function Toolbar(props: ToolbarProps) {
  const { query, look, seesAll, w } = props;
  return (
    <div class="flex flex-wrap items-center gap-2">
      <form
        class="flex min-w-0 flex-1 flex-wrap items-center gap-2 max-sm:basis-full"
        method="get"
        action={LIST_PATH}
        role="search"
        data-filters
        hx-get={LIST_PATH}
        hx-trigger="input delay:300ms, submit"
        hx-target="#found"
        hx-select="#found"
        hx-select-oob="#views"
        hx-swap="outerHTML"
        hx-push-url="true"
        hx-sync="this:replace"
      >
        <label class="input min-w-0 flex-[1_1_10rem] sm:max-w-md">
          <Icon name="search" class="size-4 opacity-70" />
          <input
            type="search"
            name="q"
            value={query.q}
            placeholder={w.searchHint}
            aria-label={w.search}
            maxlength={200}
            autocomplete="off"
            data-search
          />
        </label>
        <noscript>
          <button class="btn" type="submit">{w.show}</button>
        </noscript>
        <button class="btn" type="button" popovertarget="filters">
          <Icon name="funnel" />
          {w.filters}
        </button>
        <Filters query={query} seesAll={seesAll} w={w} locale={props.frame.reader.locale} />
      </form>
      <button class="btn" type="button" popovertarget="columns">
        <Icon name="columns-3" />
        {w.columns}
      </button>
      <Columns query={query} look={look} seesAll={seesAll} w={w} locale={props.frame.reader.locale} />
    </div>
  );
}

const STATUSES: readonly Status[] = ["pending", "processing", "completed", "failed", "paused", "held"];
const VERDICTS: readonly Verdict[] = ["doubt", "found", "unchanged", "not_found", "private", "too_many"];

interface FiltersProps {
  query: ListQuery;
  seesAll: boolean;
  locale: Locale;
  w: ListWords;
}

function Filters({ query, seesAll, locale, w }: FiltersProps) {
  const any = ["", w.any] as const;
  return (
    <div id="filters" popover="auto" class="menu-sheet">
      <div class="grid gap-3 p-2">
        <Choice name="tipo" label={w.fields.tipo} value={query.tipo} options={tipoChoices(locale)} />
        <Choice
          name="status"
          label={w.fields.status}
          value={query.status}
          options={[any, ...STATUSES.map((one) => [one, statusWords(one, locale).label] as const)]}
        />
        <Choice
          name="verdict"
          label={w.fields.verdict}
          value={query.verdict}
          options={[any, ...VERDICTS.map((one) => [one, w.verdicts[one]] as const)]}
        />
        <Choice
          name="frequency"
          label={w.fields.frequency}
          value={query.frequency}
          options={[any, ...frequencyChoices(locale)]}
        />
        {seesAll && (
          <Choice
            name="owner"
            label={w.fields.owner}
            value={query.owner}
            options={[["", w.everybody], ["me", w.mine]]}
          />
        )}
        <Tick name="unread" value="1" isChosen={query.unread !== ""}>{w.onlyUnread}</Tick>
        <Choice name="sort" label={w.fields.sort} value={query.sort} options={w.sorts} />
        <button class="btn btn-primary btn-sm" type="submit">{w.show}</button>
      </div>
    </div>
  );
}

interface ColumnsProps {
  query: ListQuery;
  look: ListLook;
  seesAll: boolean;
  locale: Locale;
  w: ListWords;
}

/** Kept in the browser, for this person at this device. */
function Columns({ query, look, seesAll, locale, w }: ColumnsProps) {
  return (
    <div id="columns" popover="auto" class="menu-sheet">
      <form class="grid gap-3 p-2" method="post" action="/solicitudes/columns">
        <input type="hidden" name="view" value={queryText(query)} />
        {drawnOnce(
          `columns ${locale} ${seesAll} ${Object.values(look)}`,
          () => <Looks look={look} seesAll={seesAll} w={w} />,
        )}
        <button class="btn btn-primary btn-sm" type="submit">{w.apply}</button>
      </form>
    </div>
  );
}

function Looks({ look, seesAll, w }: Omit<ColumnsProps, "query" | "locale">) {
  return (
    <>
      <fieldset class="grid gap-2">
        <legend class="pb-1 text-sm font-semibold">{w.columns}</legend>
        {COLUMNS.filter((column) => seesAll || column !== "owner").map((column) => (
          <Tick name="column" value={column} isChosen={look.columns.includes(column)}>
            {w.column[column]}
          </Tick>
        ))}
      </fieldset>
      <fieldset class="grid gap-2">
        <legend class="pb-1 text-sm font-semibold">{w.density}</legend>
        {([["comfortable", w.comfortable], ["compact", w.compact]] as const).map(([value, label]) => (
          <label class="tick">
            <input
              class="radio radio-sm"
              type="radio"
              name="density"
              value={value}
              checked={look.isCompact === (value === "compact")}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <div class="grid gap-1">
        <Tick name="keys" value="on" isChosen={look.hasKeys}>{w.keys}</Tick>
        <p class="soft small">{w.keysHint}</p>
      </div>
    </>
  );
}

/** What narrows the list, each with the way to take it away. */
export function Chips({ query, locale, w }: { query: ListQuery; locale: Locale; w: ListWords }) {
  const chips = chipsOf(query, locale, w);
  if (chips.length === 0) return null;
  return (
    <ul class="flex flex-wrap items-center gap-2" aria-label={w.filtered}>
      {chips.map(({ text, without }) => (
        <li>
          <a
            class="inline-flex min-h-7 items-center gap-1.5 rounded-full border border-base-300 bg-base-200 px-3 text-sm hover:border-primary"
            href={addressOf(without)}
          >
            <span class="heard">{w.remove}</span>
            {text}
            <Icon name="x" class="size-3.5" />
          </a>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <a class="link small" href={addressOf({ ...query, ...NOTHING })}>{w.clear}</a>
        </li>
      )}
    </ul>
  );
}

const NOTHING = {
  q: "",
  tipo: "",
  status: "",
  verdict: "",
  frequency: "",
  owner: "",
  unread: "",
  ids: [],
} as const;

interface Chip {
  text: string;
  without: ListQuery;
}

function chipsOf(query: ListQuery, locale: Locale, w: ListWords): Chip[] {
  const chips = NARROWING.filter((name) => query[name] !== "").map((name) => ({
    text: chipText(name, query, { locale, w }),
    without: { ...query, [name]: "" },
  }));
  if (query.ids.length === 0) return chips;
  return [...chips, { text: `${w.fields.ids}: ${query.ids.length}`, without: { ...query, ids: [] } }];
}

function chipText(
  name: typeof NARROWING[number],
  { q, tipo, status, verdict, frequency }: ListQuery,
  { locale, w }: { locale: Locale; w: ListWords },
): string {
  switch (name) {
    case "q":
      return `«${q}»`;
    case "tipo":
      return tipoChoices(locale).find(([value]) => value === tipo)?.[1] ?? "";
    case "status":
      return status === "" ? "" : `${w.fields.status}: ${statusWords(status, locale).label}`;
    case "verdict":
      return verdict === "" ? "" : w.verdicts[verdict];
    case "frequency":
      return frequency === "" ? "" : frequencyLabel(frequency, locale);
    case "owner":
      return w.mine;
    case "unread":
      return w.onlyUnread;
  }
}
