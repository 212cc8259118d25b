/** The organization's people, and what each role lets them do. */
import { authorize, ROLE_PERMISSIONS, ROLES } from "#domain/authz.ts";
import { getTeamFigures } from "#domain/users/get_team_figures.ts";
import { listTeam, type TeamFilter } from "#domain/users/list_team.ts";
import { TEAM_STATES, type TeamFields, TeamPage } from "#views/team/people.tsx";
import { RolesPage } from "#views/team/roles.tsx";
import type { LexiaContext } from "../_env.ts";
import { frameOf, show } from "./_page.ts";

const ROWS = 50;

export async function teamPage(c: LexiaContext): Promise<Response> {
  const { ctx } = c.var;
  const fields = fieldsOf(c);
  const cursor = c.req.query("cursor");
  const { items, nextCursor, figures } = await listTeam(ctx, { ...filterOf(fields), cursor, limit: ROWS });
  const page = (
    <TeamPage
      frame={frameOf(c)}
      figures={figures}
      fields={fields}
      rows={items}
      ownId={ctx.actor.userId}
      now={new Date(ctx.clock.now())}
      hasRemoved={c.req.query("removed") !== undefined}
      firstPage={cursor === undefined ? null : addressOf(fields)}
      nextPage={nextCursor === null ? null : addressOf(fields, nextCursor)}
    />
  );
  return show(c, page);
}

function fieldsOf(c: LexiaContext): TeamFields {
  const typed = (name: string) => (c.req.query(name) ?? "").trim().slice(0, 100).replaceAll("\0", "");
  return {
    q: typed("q"),
    role: ROLES.find((role) => role === typed("role")) ?? "",
    state: TEAM_STATES.find((state) => state === typed("state")) ?? "",
  };
}

function filterOf({ q, role, state }: TeamFields): Omit<TeamFilter, "limit"> {
  return {
    text: q || undefined,
    role: ROLES.find((one) => one === role),
    isActive: state === "" ? undefined : state !== "inactive",
    hasSecondFactor: state === "unprotected" ? false : undefined,
  };
}

function addressOf(fields: TeamFields, cursor = ""): string {
  const given = Object.entries({ ...fields, cursor }).filter(([, value]) => value !== "");
  return given.length === 0 ? "/team" : `/team?${new URLSearchParams(given)}`;
}

export async function rolesPage(c: LexiaContext): Promise<Response> {
  authorize(c.var.ctx, "read_users");
  const figures = await getTeamFigures(c.var.ctx);
  const roles = ROLES.filter((role) => role !== "super_admin")
    .map((role) => ({ role, permissions: ROLE_PERMISSIONS[role] }));
  return show(c, <RolesPage frame={frameOf(c)} figures={figures} roles={roles} />);
}
