import { HOUR_SPANS, LONGER } from "./figures.ts";

export interface Detection {
  count: number;
  /** Null where nothing was found. */
  meanHours: number | null;
  /** So many hours at most; null where nothing was found, or it took longer than the longest span. */
  medianHours: number | null;
  p95Hours: number | null;
}

/** By spans of hours: how many entries took no longer than their upper end, and how long they took together. */
export function detectionOf(
  spans: readonly { label: string; count: number; total: number }[],
): Detection {
  const count = spans.reduce((sum, span) => sum + span.count, 0);
  const total = spans.reduce((sum, span) => sum + span.total, 0);
  const counts = new Map(spans.map((span) => [span.label, span.count]));
  return {
    count,
    meanHours: count === 0 ? null : Math.round(total / count * 10) / 10,
    medianHours: within(counts, count * 0.5),
    p95Hours: within(counts, count * 0.95),
  };
}

/** The upper end of the span within which so many were found. */
function within(counts: ReadonlyMap<string, number>, wanted: number): number | null {
  if (wanted === 0) return null;
  let found = 0;
  for (const end of HOUR_SPANS) {
    found += counts.get(String(end)) ?? 0;
    if (found >= wanted) return end;
  }
  return null;
}

/** As files and pages name a span. */
export function spanLabel(label: string): string {
  return label === LONGER ? `> ${HOUR_SPANS.at(-1)}` : label;
}
