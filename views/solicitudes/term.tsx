import { Badge, type Tone } from "../ui/badge.tsx";
import { Day, formatDay } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { Locale, Reader } from "../ui/reader.ts";
import { type CaseWords, caseWords } from "./case_words.ts";

export interface TermProps {
  /** Court dates, `YYYY-MM-DD`; not both null. */
  startsOn: string | null;
  endsOn: string | null;
  /** Null where it has ended, or has no end. */
  left: TermLeft | null;
}

export interface TermLeft {
  /** Days on which the courts work, after today. */
  count: number;
  endsToday: boolean;
  isContinuous: boolean;
  /** What is left out between, weekends aside. */
  closures: readonly { day: string; name: string; source: string }[];
}

/** A term of the docket: how long it runs, how much of it is left, and by which rules that is counted. */
export function Term({ term, reader }: { term: TermProps; reader: Reader }) {
  const { left } = term;
  const { locale } = reader;
  const w = caseWords(locale);
  return (
    <div class="small grid gap-1">
      <p class="acts gap-x-2 gap-y-1">
        <span class="inline-flex items-center gap-1.5">
          <Icon name="alarm-clock" class="size-3.5" />
          <Span term={term} words={w} locale={locale} />
        </span>
        {left !== null && <Badge tone={toneOf(left.count)}>{w.left(left.count, left.endsToday)}</Badge>}
      </p>
      {left !== null && <Counting left={left} words={w} locale={locale} />}
    </div>
  );
}

export function toneOf(count: number): Tone {
  if (count <= 1) return "bad";
  return count <= 5 ? "warn" : "info";
}

function Span({ term: { startsOn, endsOn, left }, words: w, locale }: {
  term: TermProps;
  words: CaseWords;
  locale: Locale;
}) {
  const ended = endsOn !== null && left === null ? ` · ${w.ended}` : "";
  if (startsOn !== null && endsOn !== null && startsOn !== endsOn) {
    return (
      <span>
        {w.term} <Day day={startsOn} locale={locale} /> {w.termTo} <Day day={endsOn} locale={locale} />
        {ended}
      </span>
    );
  }
  const day = endsOn ?? startsOn ?? "";
  return (
    <span>
      {w.term} {endsOn === null ? w.termFrom : w.termUntil} <Day day={day} locale={locale} />
      {ended}
    </span>
  );
}

function Counting({ left, words: w, locale }: { left: TermLeft; words: CaseWords; locale: Locale }) {
  const { isContinuous, closures } = left;
  return (
    <details class="no-print">
      <summary class="soft">{w.howCounted}</summary>
      <div class="soft grid gap-1 pt-1">
        <p>{isContinuous ? w.countedContinuous : w.counted}</p>
        {closures.length > 0 && (
          <>
            <p>{w.leftOut}</p>
            <ul class="list-disc pl-5">
              {closures.map(({ day, name, source }) => (
                <li>
                  {formatDay(day, locale)}: {name}
                  {source !== "" && ` (${source})`}
                </li>
              ))}
            </ul>
          </>
        )}
        <p>{w.guide}</p>
      </div>
    </details>
  );
}
