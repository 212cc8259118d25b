import { formatCount } from "../ui/dates.tsx";
import { Meter } from "../ui/meter.tsx";
import type { Locale } from "../ui/reader.ts";
import { platformWords } from "./words.ts";

interface UsedProps {
  label: string;
  used: number;
  /** Null: unlimited. */
  limit: number | null;
  locale: Locale;
}

/** `12 de 100`, with how full that is. */
export function Used({ label, used, limit, locale }: UsedProps) {
  const w = platformWords(locale);
  const most = limit === null ? w.unlimited : formatCount(limit, locale);
  return (
    <div class="grid min-w-24 gap-1">
      <span class="number nowrap">
        {formatCount(used, locale)}{" "}
        <span class="soft">{limit === null ? `· ${most}` : `${w.of} ${most}`}</span>
      </span>
      <Meter label={label} value={used} max={limit} />
    </div>
  );
}
