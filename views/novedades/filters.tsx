/** By what the inbox is narrowed; all of it stands in the address. */
import { novedadKindName } from "../email/novedad_words.ts";
import { formatCount } from "../ui/dates.tsx";
import { Choice, Field } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Locale } from "../ui/reader.ts";
import { Tabs } from "../ui/tabs.tsx";
import { type InboxFilter, inboxPath, isNarrowed, type NovedadKind, VIEWS } from "./shapes.ts";
import { novedadWords, type Severity } from "./words.ts";

export interface InboxCounts {
  unread: Readonly<Record<Severity, number>>;
  mine: number;
  open: number;
}

interface FiltersProps {
  locale: Locale;
  filter: InboxFilter;
  counts: InboxCounts;
}

export function InboxFilters(props: FiltersProps) {
  const { locale, filter, counts: { unread, mine, open } } = props;
  const w = novedadWords(locale);
  const counted = {
    all: undefined,
    unread: unread.high + unread.normal + unread.low,
    mine,
    open,
    done: undefined,
  };
  const tabs = (["all", "unread", "mine", "open", "done"] as const).map((view) => ({
    href: inboxPath({ ...filter, view }),
    label: w[view],
    isCurrent: filter.view === view,
    count: counted[view] || undefined,
  }));
  return (
    <>
      <Tabs label={w.views} tabs={tabs} />
      <div class="flex flex-wrap items-start gap-3">
        <Severities {...props} />
        <Search {...props} />
      </div>
    </>
  );
}

function Severities({ locale, filter, counts: { unread } }: FiltersProps) {
  const w = novedadWords(locale);
  return (
    <nav class="flex flex-wrap items-center gap-2" aria-label={w.severities}>
      {(["high", "normal", "low"] as const).map((severity) => {
        const isChosen = filter.severity.includes(severity);
        const chosen = isChosen
          ? filter.severity.filter((one) => one !== severity)
          : [...filter.severity, severity];
        return (
          <a
            class={`btn btn-sm ${isChosen ? "btn-neutral" : ""}`}
            href={inboxPath({ ...filter, severity: chosen })}
            aria-current={isChosen ? "true" : undefined}
          >
            {w.severity[severity]}
            {unread[severity] > 0 && (
              <span class="number font-normal">
                {formatCount(unread[severity], locale)}
                <span class="heard">{w.isUnread}</span>
              </span>
            )}
          </a>
        );
      })}
    </nav>
  );
}

const KINDS: readonly NovedadKind[] = [
  "actuacion",
  "actuacion_edited",
  "actuacion_withdrawn",
  "proceso_private",
  "proceso_public",
  "despacho_changed",
  "ponente_changed",
  "proceso_added",
];

function Search({ locale, filter }: FiltersProps) {
  const w = novedadWords(locale);
  const kinds = [
    ["", w.anyKind] as const,
    ...KINDS.map((one) => [one, novedadKindName(one, locale)] as const),
  ];
  const { kind, radicado, despacho, from, to } = filter;
  const isOpen = [kind, radicado, despacho, from, to].some((text) => text !== "");
  return (
    <form
      class="grid min-w-0 flex-1 basis-72 grid-cols-[minmax(0,1fr)] gap-3"
      method="get"
      action="/novedades"
      role="search"
      aria-label={w.searchLabel}
    >
      {VIEWS[filter.view].map(([name, value]) => (
        <input
          type="hidden"
          name={name}
          value={value}
        />
      ))}
      {filter.severity.map((one) => <input type="hidden" name="severity" value={one} />)}
      <div class="flex min-w-0 flex-wrap gap-2">
        <label class="input input-sm w-auto min-w-32 flex-1">
          <Icon name="search" class="size-4 opacity-70" />
          <input
            type="search"
            name="q"
            value={filter.q}
            maxlength={200}
            placeholder={w.searchPlaceholder}
            aria-label={w.searchLabel}
            data-slash
          />
        </label>
        <button class="btn btn-sm" type="submit">{w.search}</button>
        {isNarrowed(filter) && (
          <a class="btn btn-ghost btn-sm" href={inboxPath({ ...NONE, view: filter.view })}>{w.clear}</a>
        )}
      </div>
      <details open={isOpen}>
        <summary class="soft small w-fit">{w.filters}</summary>
        <div class="grid gap-3 pt-3 sm:grid-cols-2 xl:grid-cols-5">
          <Choice name="kind" label={w.kind} value={kind} options={kinds} />
          <Field name="radicado" label={w.radicado} value={radicado} maxlength={60} />
          <Field name="despacho" label={w.despacho} value={despacho} maxlength={200} />
          <Field name="from" type="date" label={w.from} value={from} />
          <Field name="to" type="date" label={w.to} value={to} />
          <button class="btn btn-sm w-fit" type="submit">{w.apply}</button>
        </div>
      </details>
    </form>
  );
}

const NONE: InboxFilter = {
  view: "all",
  severity: [],
  kind: "",
  q: "",
  radicado: "",
  despacho: "",
  from: "",
  to: "",
};
