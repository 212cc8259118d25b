import { formatCount } from "../ui/dates.tsx";
import type { Locale } from "../ui/reader.ts";
import { overviewWords } from "./overview_words.ts";
import { formatSeconds, platformWords } from "./words.ts";

export interface Lane {
  lane: number;
  due: number;
  later: number;
  running: number;
  oldestSeconds: number;
}

/** The queue, lane by lane. */
export function Lanes({ lanes, locale }: { lanes: readonly Lane[]; locale: Locale }) {
  const w = overviewWords(locale);
  const names = platformWords(locale).lanes;
  return (
    <table class="table folds">
      <thead>
        <tr>
          <th scope="col">{w.lane}</th>
          <th scope="col" class="text-right">{w.due}</th>
          <th scope="col" class="text-right">{w.running}</th>
          <th scope="col" class="text-right">{w.later}</th>
          <th scope="col" class="text-right">{w.age}</th>
        </tr>
      </thead>
      <tbody>
        {lanes.map(({ lane, due, running, later, oldestSeconds }) => (
          <tr>
            <td class="break-normal font-medium">{names[lane]}</td>
            <td class="number sm:text-right" data-label={w.due}>{formatCount(due, locale)}</td>
            <td class="number sm:text-right" data-label={w.running}>{formatCount(running, locale)}</td>
            <td class="number sm:text-right" data-label={w.later}>{formatCount(later, locale)}</td>
            <td class="number nowrap sm:text-right" data-label={w.age}>
              {due === 0 ? "–" : formatSeconds(oldestSeconds)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
