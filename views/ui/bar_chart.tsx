/** Bars drawn by the server: nothing runs in the browser, and a table below says the same. */
import { formatCount } from "./dates.tsx";
import type { Locale } from "./reader.ts";

export interface Bar {
  label: string;
  /** Below the bar, where there is room; the label where absent. */
  tick?: string;
  count: number;
  /** As people read the count, where it is another thing. */
  shown?: string;
}

interface BarChartProps {
  id: string;
  title: string;
  bars: readonly Bar[];
  /** What the labels are. */
  head: string;
  locale: Locale;
  /** What the highest possible one counts; the highest of these by default. */
  full?: number;
  /** As the axis reads a count. */
  format?: (value: number) => string;
  /** The last one is still growing, and stands out. */
  hasNow?: boolean;
  /** About as wide as it is shown on a desk, so that its letters keep their size. */
  width?: number;
}

/** Axis, gridlines and values: wide, and once more for a phone, of which the style sheet shows one. */
export function BarChart(props: BarChartProps) {
  const { title, bars, head, locale, width = USUAL_WIDTH } = props;
  const w = WORDS[locale];
  const isNarrow = width <= PHONE_WIDTH;
  return (
    <div class="grid gap-2">
      {!isNarrow && (
        <Drawing {...props} id={`${props.id}-wide`} width={width} height={210} class="hidden sm:block" />
      )}
      <Drawing
        {...props}
        id={`${props.id}-small`}
        width={PHONE_WIDTH}
        height={190}
        class={isNarrow ? "" : "sm:hidden"}
      />
      <details>
        <summary class="soft small">
          {w.table}
          <span class="heard">{`: ${title}`}</span>
        </summary>
        <BarTable head={head} bars={bars} locale={locale} />
      </details>
    </div>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
export function BarTable({ head, bars, locale }: Pick<BarChartProps, "head" | "bars" | "locale">) {
  return (
    <table class="table table-sm folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">{head}</th>
          <th role="columnheader" scope="col" class="sm:text-right">{WORDS[locale].count}</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {bars.map(({ label, count, shown }) => (
          <tr role="row">
            <td role="cell">{label}</td>
            <td role="cell" class="number sm:text-right">{shown ?? formatCount(count, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const USUAL_WIDTH = 680;
const PHONE_WIDTH = 330;

interface DrawingProps extends BarChartProps {
  width: number;
  height: number;
  class: string;
}

const TOP = 18;
const BOTTOM = 22;
const LETTER = 6.4;
const LABEL_ROOM = 58;
/** A bar as wide as this has room for its count. */
const COUNT_ROOM = 18;

function Drawing(props: DrawingProps) {
  const { id, title, bars, locale, width, height, full, hasNow = false } = props;
  const format = props.format ?? ((value: number) => formatCount(value, locale));
  const ticks = full === undefined
    ? ticksUpTo(Math.max(0, ...bars.map(({ count }) => count)))
    : [0, 1, 2, 3, 4].map((part) => full * part / 4);
  const top = ticks.at(-1) ?? 1;
  const left = 8 + LETTER * Math.max(...ticks.map((tick) => format(tick).length));
  const step = (width - left) / Math.max(1, bars.length);
  const base = height - BOTTOM;
  const heightOf = (count: number) => Math.min(1, count / top) * (base - TOP);
  const everyTick = Math.max(1, Math.ceil(LABEL_ROOM / step));
  return (
    <svg
      class={`chart ${props.class}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-labelledby={`${id}-title ${id}-desc`}
    >
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-desc`}>{summaryOf(bars, locale)}</desc>
      {ticks.map((tick) => (
        <g>
          <line
            class="chart-grid"
            x1={fixed(left)}
            x2={width}
            y1={fixed(base - heightOf(tick))}
            y2={fixed(base - heightOf(tick))}
          />
          <text
            class="chart-label"
            x={fixed(left - 6)}
            y={fixed(base - heightOf(tick) + 4)}
            text-anchor="end"
          >
            {format(tick)}
          </text>
        </g>
      ))}
      {bars.map(({ label, tick = label, count, shown }, i) => {
        const middle = left + step * (i + 0.5);
        const wide = Math.min(step * 0.7, 46);
        const isLast = i === bars.length - 1;
        return (
          <g>
            <rect
              class={hasNow && isLast ? "chart-bar-now" : "chart-bar"}
              x={fixed(middle - wide / 2)}
              y={fixed(base - heightOf(count))}
              width={fixed(wide)}
              height={fixed(heightOf(count))}
              rx={fixed(Math.min(4, wide / 4))}
            >
              <title>{`${label}: ${shown ?? format(count)}`}</title>
            </rect>
            {wide >= COUNT_ROOM && count > 0 && shown === undefined && (
              <text
                class="chart-label"
                x={fixed(middle)}
                y={fixed(base - heightOf(count) - 5)}
                text-anchor="middle"
              >
                {format(count)}
              </text>
            )}
            {(bars.length - 1 - i) % everyTick === 0 && (
              <text
                class="chart-label"
                x={fixed(Math.min(middle, width - tick.length * LETTER / 2))}
                y={height - 6}
                text-anchor="middle"
              >
                {tick}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** What who cannot see it hears: the sum, and the highest one. */
export function summaryOf(bars: readonly Bar[], locale: Locale): string {
  const w = WORDS[locale];
  const [highest] = bars.toSorted((a, b) => b.count - a.count);
  if (!highest || highest.count === 0) return w.none;
  return `${w.highest}: ${highest.label}, ${highest.shown ?? formatCount(highest.count, locale)}`;
}

const MOST_LINES = 4;

/** From nought in even steps of 1, 2, 2.5 or 5 and their tens, to the first one that is high enough. */
function ticksUpTo(most: number): number[] {
  const rough = Math.max(most / MOST_LINES, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 2.5, 5, 10].map((unit) => unit * power)
    .find((candidate) => candidate >= rough && Number.isInteger(candidate)) ?? 10 * power;
  const lines = Math.max(1, Math.ceil(most / size));
  return Array.from({ length: lines + 1 }, (_, i) => size * i);
}

function fixed(value: number): string {
  return value.toFixed(1);
}

const WORDS: Readonly<Record<Locale, { table: string; count: string; highest: string; none: string }>> = {
  es: { table: "Ver como tabla", count: "Cantidad", highest: "El más alto", none: "Nada en este periodo" },
  en: { table: "Show as a table", count: "Count", highest: "Highest", none: "Nothing in this period" },
};
