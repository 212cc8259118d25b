import { changeSettings } from "#domain/organizations/change_settings.ts";
import { expectedInstant, IfMatchHeader } from "../../_if_match.ts";
import { createRoute, define, json, problems, text, z } from "../../_openapi.ts";
import { OrganizationBody, organizationBody } from "./read.ts";

const ChangesBody = z.strictObject({
  name: text(255).min(1).optional(),
  locale: z.enum(["es", "en"]).optional().meta({ description: "Of messages to people who chose none" }),
  time_zone: text(60).optional().meta({ description: "IANA, such as `America/Bogota`" }),
  session_hours: z.int().nullable().optional().meta({
    description: "1 to 720; null: the platform's own. Also shortens sessions that there are",
  }),
  second_factor: z.enum(["optional", "required"]).optional(),
  password_min_length: z.int().nullable().optional().meta({
    description: "15 to 64; null: the platform's own 15",
  }),
  allowed_networks: z.array(text(50)).max(100).optional().meta({
    description: "Addresses and CIDR ranges from which people and programs may work; empty: from everywhere",
  }),
  brand_color: text(7).nullable().optional().meta({
    description: "`#rrggbb`, on which white text has a contrast of at least 4.5:1",
  }),
}).openapi("OrganizationSettingsChanges", {
  example: { name: "Acme Abogados", locale: "es", session_hours: 12, brand_color: "#1f4e8c" },
});

const route = createRoute({
  method: "patch",
  path: "/api/v1/organization",
  operationId: "changeSettings",
  tags: ["organization"],
  summary: "Change the organization's name and settings",
  description:
    "It counts everywhere within five seconds. Who gets in, how, and for how long, takes a fresh proof of who asks.",
  request: {
    headers: IfMatchHeader,
    body: { required: true, ...json(ChangesBody, "What changes; the rest stays") },
  },
  responses: {
    200: json(OrganizationBody, "The organization as it is now"),
    ...problems(
      "request_malformed",
      "permission_denied",
      "fresh_proof_required",
      "would_lock_out",
      "version_conflict",
      "content_type_unsupported",
      "body_too_large",
      "request_invalid",
    ),
  },
});

export const changeSettingsRoute = define(route, { anyOf: ["update_org_settings"] }, async (c) => {
  const { ctx, deps } = c.var;
  const body = c.req.valid("json");
  const profile = await changeSettings(ctx, deps.identity, {
    version: expectedInstant(c)?.getTime(),
    changes: {
      name: body.name,
      locale: body.locale,
      timeZone: body.time_zone,
      sessionHours: body.session_hours,
      secondFactor: body.second_factor,
      passwordMinLength: body.password_min_length,
      allowedNetworks: body.allowed_networks,
      brandColor: body.brand_color,
    },
  });
  return c.json(organizationBody(ctx.organization, profile), 200, { ETag: `"${profile.version}"` });
});
