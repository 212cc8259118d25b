import { Badge } from "../ui/badge.tsx";
import { Day, formatCount } from "../ui/dates.tsx";
import type { Locale } from "../ui/reader.ts";
import { overviewWords } from "./overview_words.ts";

export interface PlanDay {
  day: string;
  watches: number;
  callsNeeded: number;
  budget: number;
  shortfall: number;
}

/** What watches will need of the portal, and whether that is there. */
export function PlanDays({ days, locale }: { days: readonly PlanDay[]; locale: Locale }) {
  const w = overviewWords(locale);
  if (days.every(({ watches }) => watches === 0)) return <p class="soft">{w.planEmpty}</p>;
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.planDay}</th>
          <th scope="col" class="text-right">{w.planWatches}</th>
          <th scope="col" class="text-right">{w.planCalls}</th>
          <th scope="col" class="text-right">{w.planBudget}</th>
          <th scope="col">{w.planVerdict}</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, watches, callsNeeded, budget, shortfall }) => (
          <tr>
            <td class="nowrap font-medium">
              <Day day={day} locale={locale} />
            </td>
            <td class="number sm:text-right" data-label={w.planWatches}>{formatCount(watches, locale)}</td>
            <td class="number sm:text-right" data-label={w.planCalls}>
              {formatCount(Math.ceil(callsNeeded), locale)}
            </td>
            <td class="number sm:text-right" data-label={w.planBudget}>
              {formatCount(Math.floor(budget), locale)}
            </td>
            <td data-label={w.planVerdict}>
              {shortfall > 0
                ? <Badge tone="bad">{w.short(formatCount(Math.ceil(shortfall), locale))}</Badge>
                : <Badge tone="good">{w.enough}</Badge>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
