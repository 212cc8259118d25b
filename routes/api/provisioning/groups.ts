import { GROUP_ROLES, listRoleGroups, type RoleGroup, setGroupRole } from "#domain/scim/group_roles.ts";
import { createRoute, define, IdParam, json, problems, z } from "../../_openapi.ts";

const PATH = "/api/v1/organization/scim-groups";
const ACCESS = { anyOf: ["update_org_settings"] } as const;

const GroupBody = z.object({
  id: z.uuid(),
  display_name: z.string(),
  role: z.enum(GROUP_ROLES).nullable().meta({ description: "The role that its members have; null: none" }),
  member_count: z.int(),
}).openapi("ScimGroup", {
  example: {
    id: "0192f0c7-4444-7aaa-8bbb-0123456789ab",
    display_name: "Abogados",
    role: "manager",
    member_count: 12,
  },
});

const GroupsBody = z.object({ items: z.array(GroupBody) });

const RoleBody = z.strictObject({ role: z.enum(GROUP_ROLES).nullable() }).openapi("ScimGroupRole", {
  example: { role: "manager" },
});

export const listScimGroupsRoute = define(
  createRoute({
    method: "get",
    path: PATH,
    operationId: "listScimGroups",
    tags: ["provisioning"],
    summary: "The groups of your company's directory, by name, and the roles that they stand for",
    responses: { 200: json(GroupsBody, "The groups; the first thousand") },
  }),
  ACCESS,
  async (c) => c.json({ items: (await listRoleGroups(c.var.ctx)).map(groupBody) }, 200),
);

export const setScimGroupRoleRoute = define(
  createRoute({
    method: "put",
    path: `${PATH}/{id}/role`,
    operationId: "setScimGroupRole",
    tags: ["provisioning"],
    summary: "Let a group stand for a role",
    description: "Its members have that role at once, or the highest of their groups'; in none, `user`.",
    request: { params: IdParam, body: { required: true, ...json(RoleBody, "The role; null: none") } },
    responses: {
      200: json(GroupBody, "As it is now"),
      ...problems(
        "request_malformed",
        "permission_denied",
        "fresh_proof_required",
        "scim_group_not_found",
        "last_administrator",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  ACCESS,
  async (c) => {
    const { role } = c.req.valid("json");
    const change = { id: c.req.valid("param").id, role };
    return c.json(groupBody(await setGroupRole(c.var.ctx, c.var.deps.identity, change)), 200);
  },
);

function groupBody(group: RoleGroup): z.output<typeof GroupBody> {
  return {
    id: group.id,
    display_name: group.displayName,
    role: group.role,
    member_count: group.memberCount,
  };
}
