/** Bars drawn by the server: nothing runs in the browser, and a table beside each says the same. */
import type { Child } from "hono/jsx";
import { type Locale, say } from "./words.ts";

export interface Bar {
  label: string;
  count: number;
  /** As people read the count, where it is another thing. */
  shown?: string;
}

interface ChartProps {
  id: string;
  title: string;
  hint?: string;
  bars: readonly Bar[];
  /** What the labels are. */
  head: string;
  locale: Locale;
}

const WIDTH = 640;
const HEIGHT = 120;
const GAP = 0.2;

/** A bar for each day, from left to right. `full` is what the highest possible one counts; the highest by default. */
export function DayChart(props: ChartProps & { full?: number }) {
  const { title, bars, head, locale, full } = props;
  const most = full ?? Math.max(1, ...bars.map(({ count }) => count));
  const step = WIDTH / Math.max(1, bars.length);
  return (
    <Chart {...props}>
      <svg
        class="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${summaryOf(bars, locale)}`}
      >
        {bars.map(({ label, count }, i) => {
          const height = count / most * HEIGHT;
          return (
            <rect
              key={label}
              x={fixed(i * step + step * GAP / 2)}
              y={fixed(HEIGHT - height)}
              width={fixed(step * (1 - GAP))}
              height={fixed(height)}
            />
          );
        })}
      </svg>
      <div class="axis soft small" aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{`${say("highest", locale)}: ${summaryOf(bars, locale)}`}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      <details>
        <summary>
          {say("table", locale)}
          <span class="heard">{`: ${title}`}</span>
        </summary>
        <ChartTable head={head} bars={bars} locale={locale} />
      </details>
    </Chart>
  );
}

/** A row for each label, each with its bar. */
export function LabelChart(props: ChartProps) {
  const { bars, head, locale } = props;
  return (
    <Chart {...props}>
      <ChartTable head={head} bars={bars} locale={locale} isDrawn />
    </Chart>
  );
}

function Chart({ id, title, hint, bars, locale, children }: ChartProps & { children?: Child }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {hint !== undefined && <p class="soft small">{hint}</p>}
      {bars.length === 0 ? <p class="soft">{say("none", locale)}</p> : children}
    </section>
  );
}

/** Roles are named, since on a phone the style sheet shows the table as a list. */
function ChartTable(
  { head, bars, locale, isDrawn = false }: Pick<ChartProps, "head" | "bars" | "locale"> & {
    isDrawn?: boolean;
  },
) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <table class="table folds" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">{head}</th>
          <th role="columnheader" scope="col">{say("count", locale)}</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {bars.map(({ label, count, shown }) => (
          <tr key={label} role="row">
            <td role="cell">{label}</td>
            <td role="cell" class="counted">
              {shown ?? count}
              {isDrawn && (
                <svg class="chart row" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                  <rect x="0" y="0" width={fixed(count / most * 100)} height="1" />
                </svg>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What who cannot see it hears: the highest one. */
function summaryOf(bars: readonly Bar[], locale: Locale): string {
  const [highest] = bars.toSorted((a, b) => b.count - a.count);
  if (!highest) return say("none", locale);
  return `${highest.label}, ${highest.shown ?? highest.count}`;
}

function fixed(value: number): string {
  return value.toFixed(2);
}
