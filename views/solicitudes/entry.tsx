import { Badge, type Tone } from "../ui/badge.tsx";
import { Day, Instant } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Reader } from "../ui/reader.ts";
import { caseWords } from "./case_words.ts";
import { Term, type TermProps } from "./term.tsx";

export interface EntryNewsProps {
  /** Of the novedad to read. */
  id: string;
  severity: "low" | "normal" | "high";
  isUnread: boolean;
  isLate: boolean;
  detectedAt: Date;
}

export interface EntryProps {
  id: string;
  actuacion: string;
  anotacion: string | null;
  despacho: string | null;
  /** Court dates, `YYYY-MM-DD`. */
  filedOn: string;
  registeredOn: string | null;
  term: TermProps | null;
  hasDocuments: boolean;
  isEdited: boolean;
  isWithdrawn: boolean;
  news: readonly EntryNewsProps[];
  /** The fijaciones en estado of an auto: one notice with it. */
  grouped: readonly { id: string; actuacion: string; anotacion: string | null; filedOn: string }[];
}

interface EntryViewProps {
  entry: EntryProps;
  reader: Reader;
  page: string;
  here: string;
  showsDespacho: boolean;
}

export function Entry({ entry, reader, page, here, showsDespacho }: EntryViewProps) {
  const { id, filedOn, actuacion, anotacion, news, grouped, term } = entry;
  const w = caseWords(reader.locale);
  const anchor = anchorOf(id);
  const isUnread = news.some((one) => one.isUnread);
  return (
    <li id={anchor} class={isUnread ? "unread" : undefined}>
      <div class="number small">
        <Day day={filedOn} locale={reader.locale} />
      </div>
      <div>
        <p class="acts gap-x-2 gap-y-1">
          <strong lang="es">{actuacion}</strong>
          <Marks entry={entry} reader={reader} />
        </p>
        {anotacion !== null && anotacion !== "" && <p lang="es">{anotacion}</p>}
        {grouped.length > 0 && (
          <ul class="grouped">
            {grouped.map((one) => (
              <li id={anchorOf(one.id)}>
                <strong class="font-medium" lang="es">{one.actuacion}</strong>{" "}
                <span class="soft small">
                  <Day day={one.filedOn} locale={reader.locale} />
                </span>
                {one.anotacion !== null && <p class="small" lang="es">{one.anotacion}</p>}
              </li>
            ))}
          </ul>
        )}
        {term !== null && <Term term={term} reader={reader} />}
        <div class="acts soft small gap-x-3 gap-y-0.5">
          <Origin entry={entry} reader={reader} showsDespacho={showsDespacho} />
          <a
            class="no-print link-hover inline-flex min-h-6 items-center gap-1"
            href={`${page}?entry=${id}#${anchor}`}
          >
            <Icon name="link" class="size-3.5" />
            <span class="heard">{`${w.link}: ${actuacion}`}</span>
          </a>
          {isUnread && (
            <form class="no-print" method="post" action={here}>
              <input type="hidden" name="entry" value={id} />
              {news.filter((one) => one.isUnread).map((one) => (
                <input type="hidden" name="novedad" value={one.id} />
              ))}
              <button class="btn btn-xs" type="submit">
                <Icon name="check" class="size-3.5" />
                {w.read}
                <span class="heard" lang="es">{actuacion}</span>
              </button>
            </form>
          )}
        </div>
      </div>
    </li>
  );
}

/** As mails and the inbox link to it. */
export function anchorOf(actuacionId: string): string {
  return `actuacion-${actuacionId}`;
}

const SEVERITY_TONES: Readonly<Record<EntryNewsProps["severity"], Tone>> = {
  high: "bad",
  normal: "info",
  low: "quiet",
};

const RANKS = { low: 0, normal: 1, high: 2 } as const;

function Marks({ entry, reader }: { entry: EntryProps; reader: Reader }) {
  const w = caseWords(reader.locale);
  const [worst] = entry.news.toSorted((a, b) => RANKS[b.severity] - RANKS[a.severity]);
  return (
    <>
      {worst && (
        <Badge tone={SEVERITY_TONES[worst.severity]} icon={worst.severity === "high" ? "siren" : "sparkles"}>
          {w.severities[worst.severity]}
        </Badge>
      )}
      {entry.news.some(({ isUnread }) => isUnread) && <Badge tone="info" icon="mail">{w.unread}</Badge>}
      {entry.isWithdrawn && <Badge tone="bad" icon="ban">{w.withdrawn}</Badge>}
      {entry.isEdited && !entry.isWithdrawn && <Badge tone="warn" icon="pencil">{w.edited}</Badge>}
      {entry.news.some(({ isLate }) => isLate) && <Badge tone="warn" icon="hourglass">{w.late}</Badge>}
      {entry.hasDocuments && <Badge tone="quiet" icon="file-text">{w.hasDocuments}</Badge>}
    </>
  );
}

/** Where it stands, when the court registered it, and when LEXIA found it. */
function Origin(
  { entry, reader, showsDespacho }: Pick<EntryViewProps, "entry" | "reader" | "showsDespacho">,
) {
  const { despacho, registeredOn, news: [first] } = entry;
  const w = caseWords(reader.locale);
  return (
    <>
      {showsDespacho && despacho !== null && <span>{despacho}</span>}
      {registeredOn !== null && (
        <span>
          {w.registered} <Day day={registeredOn} locale={reader.locale} />
        </span>
      )}
      {first && (
        <span>
          {w.found} <Instant at={first.detectedAt} reader={reader} />
        </span>
      )}
    </>
  );
}
