/** One novedad in the list. */
import { novedadKindName } from "../email/novedad_words.ts";
import { Badge } from "../ui/badge.tsx";
import { Ago, Day } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Reader } from "../ui/reader.ts";
import { caseName } from "./case_name.ts";
import type { NovedadRow } from "./shapes.ts";
import { type NovedadWords, novedadWords, TONES } from "./words.ts";

interface InboxRowProps {
  row: NovedadRow;
  reader: Reader;
  now: Date;
  href: string;
  isCurrent: boolean;
}

export function InboxRow({ row, reader, now, href, isCurrent }: InboxRowProps) {
  const w = novedadWords(reader.locale);
  const { severity, isRead, case: { radicado, despacho } } = row;
  const name = caseName(row.case, w);
  return (
    <li
      class="group border-base-300 not-first:border-t"
      data-id={row.id}
      data-fresh={isRead ? undefined : "yes"}
    >
      <a class={ROW} href={href} aria-current={isCurrent ? "true" : undefined}>
        <span class="flex items-center gap-2 text-xs">
          <span class={`size-2 flex-none rounded-full ${isRead ? "" : "bg-primary"}`}>
            {!isRead && <span class="heard">{w.isUnread}</span>}
          </span>
          <Badge tone={TONES[severity]}>
            <span class="heard">{w.severities}:</span> {w.severity[severity]}
          </Badge>
          <Marks row={row} w={w} />
          <span class="soft ml-auto flex-none whitespace-nowrap">
            <Ago at={row.detectedAt} now={now} reader={reader} />
          </span>
        </span>
        <span class="line-clamp-2 pl-4 group-data-fresh:font-semibold">{titleOf(row, reader.locale)}</span>
        {name !== null && <span class="truncate pl-4 text-sm">{name}</span>}
        <span class="soft number flex flex-wrap justify-between gap-x-3 pl-4 text-xs">
          <span>{radicado}</span>
          {row.filedOn !== null && <Day day={row.filedOn} locale={reader.locale} />}
        </span>
        {row.termEndsOn !== null && (
          <span class="flex items-center gap-1.5 pl-4 text-xs font-medium text-warning">
            <Icon name="alarm-clock" class="size-3.5" />
            <span>
              {w.termEnds}: <Day day={row.termEndsOn} locale={reader.locale} />
            </span>
          </span>
        )}
        {despacho !== null && <span class="soft truncate pl-4 text-xs">{despacho}</span>}
      </a>
    </li>
  );
}

const ROW = "grid gap-1 border-l-4 border-transparent py-3 pr-4 pl-2 hover:bg-base-200 " +
  "focus-visible:!-outline-offset-4 aria-[current]:border-primary aria-[current]:bg-base-200";

/** What has been done with it. */
function Marks({ row: { isAcknowledged, assignee, notes }, w }: { row: NovedadRow; w: NovedadWords }) {
  return (
    <span class="soft flex min-w-0 items-center gap-1.5">
      {isAcknowledged && (
        <span title={w.acknowledged}>
          <Icon name="check-check" class="size-3.5" />
          <span class="heard">{w.acknowledged}</span>
        </span>
      )}
      {notes > 0 && (
        <span title={w.noteCount(notes)}>
          <Icon name="sticky-note" class="size-3.5" />
          <span class="heard">{w.noteCount(notes)}</span>
        </span>
      )}
      {assignee !== null && (
        <>
          <Icon name="user-check" class="size-3.5" />
          <span class="heard">{w.assigned}</span>
          <span class="truncate">{assignee.split(" ")[0]}</span>
        </>
      )}
    </span>
  );
}

/** The entry's own name, or what became of the case; both, where an entry changed. */
export function titleOf({ kind, act }: Pick<NovedadRow, "kind" | "act">, locale: Reader["locale"]): string {
  const name = novedadKindName(kind, locale);
  if (act === null) return name;
  return kind === "actuacion" ? act : `${name}: ${act}`;
}
