import { PLANS } from "#domain/plans.ts";
import { Upgrade } from "#views/organizations/upgrade.tsx";
import type { LexiaContext } from "../_env.ts";
import { frameOf, show } from "./_page.ts";

/** Where `upgrade_url` leads. */
export function upgradePage(c: LexiaContext): Response {
  const { organization } = c.var.ctx;
  const plans = Object.entries(PLANS).map(([name, { users, queriesPerMonth }]) => (
    { name, users, queriesPerMonth, isCurrent: name === organization.plan }
  ));
  return show(
    c,
    <Upgrade frame={frameOf(c)} plans={plans} queriesPerMonth={organization.maxQueriesPerMonth} />,
  );
}
