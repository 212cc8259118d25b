/** What every way to register asks: how often, and how one wants to hear of it. */
import type { Locale } from "../ui/reader.ts";
import { newWords, type NoticeWay } from "./new_words.ts";
import { RadioCards } from "./radio_cards.tsx";
import type { Frequency } from "./words.ts";

export interface WatchTyped {
  frequency: string;
  notice: string;
}

const FREQUENCIES: readonly Frequency[] = ["dynamic", "daily", "weekly", "monthly", "once"];
const WAYS: readonly NoticeWay[] = ["change", "every_check", "digest", "muted"];

export function WatchFields({ locale, frequency, notice }: WatchTyped & { locale: Locale }) {
  const w = newWords(locale);
  return (
    <>
      <RadioCards
        name="frequency"
        legend={w.frequency}
        value={frequency}
        options={FREQUENCIES.map((value) => ({
          value,
          ...w.frequencies[value],
          ...(value === "dynamic" && { mark: w.recommended }),
        }))}
      />
      <RadioCards
        name="notice"
        legend={w.notices}
        value={notice}
        options={WAYS.map((value) => ({ value, ...w.noticeWays[value] }))}
      />
    </>
  );
}
