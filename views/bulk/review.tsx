/** Row by row what would be followed, before anything is. */
import { Notice, type Tone } from "../ui/badge.tsx";
import { formatCount } from "../ui/dates.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import type { Locale } from "../ui/reader.ts";
import { BULK_PATH } from "../solicitudes/new_tabs.tsx";
import type { MappingTyped } from "./mapping.tsx";
import { type BulkWords, bulkWords } from "./page_words.ts";
import { isReferring, rowProblemSentence } from "./words.ts";

export interface BadRowProps {
  line: number;
  code: string;
  value: string;
  found: string | null;
}

export interface ReviewProps {
  id: string;
  /** What is confirmed. */
  mapping: MappingTyped;
  total: number;
  valid: number;
  held: number;
  /** Of those that are shown and those that are not. */
  repeated: number;
  wrong: number;
  examples: readonly { line: number; radicado: string; alias: string | null }[];
  /** The first ones. */
  bad: readonly BadRowProps[];
  /** Address of all of them as a file. */
  errorsFile: string;
  /** Where the columns are changed; null where there are none to choose from. */
  columns: string | null;
  isPaged: boolean;
}

export function Review({ locale, ...review }: ReviewProps & { locale: Locale }) {
  const w = bulkWords(locale);
  const { id, mapping, valid, held, examples, columns } = review;
  return (
    <section class="panel gap-5" aria-labelledby="review">
      <h2 id="review">{valid === 0 ? w.review.nothing : w.review.title}</h2>
      <Counts {...review} locale={locale} words={w} />
      {held > 0 && <Notice tone="warn">{w.review.held(formatCount(held, locale))}</Notice>}
      {valid === 0 && <p class="soft">{w.review.nothingText}</p>}
      <form class="acts" method="post" action={`${BULK_PATH}/${id}/mapping`}>
        {Object.entries(mapping).map(([name, value]) => <input type="hidden" name={name} value={value} />)}
        {valid > 0 && (
          <button class="btn btn-primary" type="submit">
            <Icon name="check" />
            {w.review.confirm(formatCount(valid, locale))}
          </button>
        )}
        {columns !== null && <a class="btn" href={columns}>{w.review.changeColumns}</a>}
      </form>
      {examples.length > 0 && <Examples examples={examples} words={w} />}
      <BadRows {...review} locale={locale} words={w} />
    </section>
  );
}

interface PartProps {
  locale: Locale;
  words: BulkWords;
}

function Counts(
  { total, valid, repeated, wrong, locale, words: { review } }:
    & Pick<ReviewProps, "total" | "valid" | "repeated" | "wrong">
    & PartProps,
) {
  return (
    <div class="grid gap-3">
      <p class="soft small">{review.total(formatCount(total, locale))}</p>
      <ul class="grid gap-3 sm:grid-cols-3">
        <Count tone="good" icon="circle-check" label={review.valid} count={valid} locale={locale} />
        <Count tone="quiet" icon="copy" label={review.duplicates} count={repeated} locale={locale} />
        <Count
          tone={wrong > 0 ? "bad" : "quiet"}
          icon="circle-alert"
          label={review.bad}
          count={wrong}
          locale={locale}
        />
      </ul>
    </div>
  );
}

const TONES: Readonly<Record<Tone, string>> = {
  good: "bg-success/10 text-success",
  warn: "bg-warning/15 text-warning",
  bad: "bg-error/10 text-error",
  info: "bg-info/10 text-info",
  quiet: "bg-base-200",
};

function Count(
  { tone, icon, label, count, locale }: {
    tone: Tone;
    icon: IconName;
    label: string;
    count: number;
    locale: Locale;
  },
) {
  return (
    <li class="flex flex-row-reverse items-center justify-end gap-3 rounded-box border border-base-300 p-3">
      <div class="grid">
        <span class="number text-2xl font-semibold leading-tight">{formatCount(count, locale)}</span>
        <span class="soft small">{label}</span>
      </div>
      <span class={`grid size-9 flex-none place-items-center rounded-lg ${TONES[tone]}`} aria-hidden="true">
        <Icon name={icon} class="size-5" />
      </span>
    </li>
  );
}

function Examples({ examples, words: w }: Pick<ReviewProps, "examples"> & Pick<PartProps, "words">) {
  return (
    <div class="grid gap-2">
      <h3>{w.review.examples}</h3>
      <ul class="grid gap-1 text-sm">
        {examples.map(({ radicado, alias }) => (
          <li class="flex flex-wrap items-center gap-x-3">
            <Icon name="check" class="size-4 flex-none text-success" />
            <span class="number">{radicado}</span>
            {alias !== null && <span class="soft">{alias}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function BadRows(
  { bad, repeated, wrong, errorsFile, isPaged, locale, words: { review } }: ReviewProps & PartProps,
) {
  if (bad.length === 0) return null;
  const more = repeated + wrong - bad.length;
  return (
    <div class="grid gap-3 border-t border-base-300 pt-4">
      <div class="head">
        <h3>{review.problems}</h3>
        <a class="btn btn-sm" href={errorsFile} download>
          <Icon name="download" />
          {review.download}
        </a>
      </div>
      <p class="soft small">{review.problemsHint}</p>
      <BadTable bad={bad} isPaged={isPaged} locale={locale} review={review} />
      {more > 0 && <p class="soft small">{review.more(formatCount(more, locale))}</p>}
    </div>
  );
}

function BadTable(
  { bad, isPaged, locale, review }: Pick<ReviewProps, "bad" | "isPaged"> & {
    locale: Locale;
    review: BulkWords["review"];
  },
) {
  const line = isPaged ? review.page : review.line;
  return (
    <table class="table table-sm folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {[line, review.value, review.reason].map((heading) => (
            <th role="columnheader" scope="col">{heading}</th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {bad.map(({ line: at, code, value, found }) => (
          <tr role="row">
            <td role="cell" class="number" data-label={line}>{formatCount(at, locale)}</td>
            <td role="cell" class={`number ${value.length < 30 ? "nowrap" : ""}`} data-label={review.value}>
              {value === "" ? "—" : value}
            </td>
            <td role="cell" class={isReferring(code) ? "soft" : ""}>
              {rowProblemSentence(code, locale, found)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
