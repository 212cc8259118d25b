import { Notice } from "../ui/badge.tsx";
import { formatCount, formatDay } from "../ui/dates.tsx";
import { Meter } from "../ui/meter.tsx";
import type { Locale } from "../ui/reader.ts";
import { newWords } from "./new_words.ts";

export interface QuotaProps {
  used: number;
  /** Null: none. */
  limit: number | null;
  /** The day on which the month's count begins anew. */
  resetsOn: string;
  upgradeUrl: string;
}

/** How many of the month's queries are left. */
export function QuotaPanel({ locale, used, limit, resetsOn }: QuotaProps & { locale: Locale }) {
  const w = newWords(locale).quota;
  const count = formatCount(used, locale);
  return (
    <section class="panel" aria-labelledby="quota">
      <h2 id="quota">{w.title}</h2>
      <p class="number text-sm font-medium">
        {limit === null ? w.free(count) : w.used(count, formatCount(limit, locale))}
      </p>
      <Meter label={w.title} value={used} max={limit} />
      <p class="soft small">{w.counts} {limit !== null && w.renews(formatDay(resetsOn, locale))}</p>
    </section>
  );
}

/** Said before somebody fills in a form for nothing. */
export function QuotaNotice({ locale, used, limit, resetsOn, upgradeUrl }: QuotaProps & { locale: Locale }) {
  if (limit === null || used < limit) return null;
  const w = newWords(locale).quota;
  return (
    <Notice tone="warn">
      <p class="font-semibold">{w.full}</p>
      <p>{w.fullText(formatDay(resetsOn, locale))}</p>
      <p>
        <a class="btn btn-sm" href={upgradeUrl}>{w.upgrade}</a>
      </p>
    </Notice>
  );
}
