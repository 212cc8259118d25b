/** What failed lately, for operators. */
import { listFailures } from "#domain/operations/list_failures.ts";
import { Failures } from "#views/platform/failures.tsx";
import type { LexiaContext } from "../../_env.ts";
import { frameOf, show } from "../_page.ts";

const PERIODS = [1, 7, 30];

export async function failuresPage(c: LexiaContext): Promise<Response> {
  const days = PERIODS.find((many) => String(many) === c.req.query("days")) ?? 1;
  const rows = await listFailures(c.var.platformCtx, { days });
  return show(c, <Failures frame={frameOf(c)} days={days} periods={PERIODS} rows={rows} />);
}
