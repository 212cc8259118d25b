/** Figures as panels with a drawing: bars by day or week, or a row with its bar for each label. */
import type { Child } from "hono/jsx";
import { type Bar, BarChart } from "../ui/bar_chart.tsx";
import { formatCount } from "../ui/dates.tsx";
import type { Locale } from "../ui/reader.ts";
import { say } from "./words.ts";

export type { Bar };

interface ChartProps {
  id: string;
  title: string;
  hint?: string;
  bars: readonly Bar[];
  /** What the labels are. */
  head: string;
  locale: Locale;
}

interface DayChartProps extends ChartProps {
  full?: number;
  width?: number;
  format?: (value: number) => string;
}

/** A bar for each day or week, from left to right. See `BarChart` for `full`, `width` and `format`. */
export function DayChart({ id, title, hint, ...chart }: DayChartProps) {
  return (
    <Chart id={id} title={title} hint={hint} isEmpty={chart.bars.length === 0} locale={chart.locale}>
      <BarChart id={`${id}-chart`} title={title} {...chart} />
    </Chart>
  );
}

/** A row for each label, each with its bar. Roles are named, since on a phone the table is shown as a list. */
export function LabelChart({ id, title, bars, head, locale, hint }: ChartProps) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <Chart id={id} title={title} hint={hint} isEmpty={bars.length === 0} locale={locale}>
      <table class="table table-sm" role="table">
        <thead role="rowgroup" class="heard">
          <tr role="row">
            <th role="columnheader" scope="col">{head}</th>
            <th role="columnheader" scope="col">{say("count", locale)}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {bars.map(({ label, count }) => (
            <tr role="row" class="border-0">
              <td role="cell" class="w-full px-0">
                {label}
                <svg class="chart row mt-1" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="chart-track" x="0" y="0" width="100" height="1" />
                  <rect x="0" y="0" width={(count / most * 100).toFixed(1)} height="1" />
                </svg>
              </td>
              <td role="cell" class="number pr-0 text-right align-bottom font-medium">
                {formatCount(count, locale)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Chart>
  );
}

interface PanelProps extends Pick<ChartProps, "id" | "title" | "hint" | "locale"> {
  isEmpty: boolean;
  children: Child;
}

function Chart({ id, title, hint, isEmpty, locale, children }: PanelProps) {
  return (
    <section class="panel" aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        {hint !== undefined && <p class="soft small">{hint}</p>}
      </div>
      {isEmpty ? <p class="soft">{say("none", locale)}</p> : children}
    </section>
  );
}
