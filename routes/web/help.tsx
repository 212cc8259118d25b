/** The help, with the rules and the calendar that hold for the reader's organization. */
import { ROLE_PERMISSIONS } from "#domain/authz.ts";
import { bogotaDate } from "#domain/bogota.ts";
import { foldText } from "#domain/fold_text.ts";
import { getSeverityRules } from "#domain/novedades/severity_rules.ts";
import { addDays } from "#domain/terms/days.ts";
import { type ClosedDay, listClosedDays } from "#domain/terms/list_closed_days.ts";
import { type HelpFacts, HelpPage } from "#views/help/help.tsx";
import type { LexiaContext } from "../_env.ts";
import { frameOf, show } from "./_page.ts";

const A_YEAR = 365;

export async function helpPage(c: LexiaContext): Promise<Response> {
  const { ctx } = c.var;
  const from = bogotaDate(ctx.clock.now());
  const [days, rules] = await Promise.all([
    listClosedDays(ctx, { from, to: addDays(from, A_YEAR), regime: "collective" }),
    getSeverityRules(ctx),
  ]);
  const facts: HelpFacts = {
    rules: { isOwn: !rules.isDefault, list: rules.rules },
    closures: closuresIn(days),
    roles: ROLE_PERMISSIONS,
  };
  const text = (c.req.query("q") ?? "").trim().slice(0, 100);
  return show(c, <HelpPage frame={frameOf(c)} text={text} fold={foldText} facts={facts} />);
}

/** Days of one reason that follow each other; a weekend in between does not part them, and is nothing by itself. */
function closuresIn(days: readonly ClosedDay[]): HelpFacts["closures"] {
  const found: { code: string; name: string; source: string; from: string; to: string }[] = [];
  let before: ClosedDay | undefined;
  for (const { day, closure } of days) {
    const last = found.at(-1);
    const goesOn = last?.code === closure.code && before?.day === addDays(day, -1);
    if (goesOn) last.to = day;
    else if (closure.code !== "weekend") found.push({ ...closure, from: day, to: day });
    before = { day, closure };
  }
  return found;
}
