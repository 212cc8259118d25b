import { spanLabel } from "../analytics/detection.ts";
import { type DaySpan, spanOf, type SpanWanted } from "../analytics/day_span.ts";
import { type Figure, readFigures } from "../analytics/read_figures.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { type Cell, type Sheet, textCell } from "./export_document.ts";

const COLUMNS = ["measure", "label", "count"] as const;

/** The figures of those days, summed up. @throws {DomainError} `permission_denied`, `request_invalid` */
export function analyticsSheet(ctx: Ctx, wanted: SpanWanted): Sheet {
  authorize(ctx, "view_org_analytics");
  const span = spanOf(wanted, ctx.clock.now());
  return { name: "analytics", columns: COLUMNS, rows: rowsOf(ctx, span) };
}

async function* rowsOf(ctx: Ctx, span: DaySpan): AsyncGenerator<readonly Cell[]> {
  for (const figure of await readFigures(ctx, span)) yield rowOf(figure);
}

function rowOf({ measure, label, name, count }: Figure): readonly Cell[] {
  return [textCell(`measure:${measure}`), textCell(shown({ measure, label, name })), {
    kind: "number",
    value: count,
  }];
}

function shown({ measure, label, name }: Pick<Figure, "measure" | "label" | "name">): string {
  switch (measure) {
    case "run_result":
      return `result:${label}`;
    case "novedad_kind":
      return `kind:${label}`;
    case "novedad_owner":
      return name ?? label;
    case "detect_hours":
      return spanLabel(label);
    case "novedad_despacho":
    case "queries":
      return label;
  }
}
