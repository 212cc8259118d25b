import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { countTeam, type TeamFigures } from "./_team_figures.ts";

/** How many people the organization has, by role, and its seats. @throws {DomainError} `permission_denied` */
export async function getTeamFigures(ctx: Ctx): Promise<TeamFigures> {
  authorize(ctx, "read_users", "create_users");
  const [[figures]] = await ctx.db.batch([countTeam(ctx)]);
  if (!figures) throw new Error("The database counted nobody");
  return figures;
}
