/** Whether people sign in through the organization's providers alone, and who may do without when those fail. */
import { readIdpMetadata } from "#domain/identity/saml/read_idp_metadata.ts";
import {
  enforceSso,
  getSsoEnforcement,
  setBreakGlass,
  type SsoEnforcement,
} from "#domain/identity/sso/enforce_sso.ts";
import { createRoute, define, json, problems, z } from "../../_openapi.ts";
import { FACTS_EXAMPLE, METADATA_EXAMPLE } from "./_saml_example.ts";

const EXAMPLE = { enforced: false, break_glass_user_ids: ["0192f0c4-1111-7aaa-8bbb-0123456789ab"] };

const EnforcementBody = z.object({
  enforced: z.boolean(),
  break_glass_user_ids: z.array(z.uuid()).meta({
    description:
      "Administrators who may still sign in by password; all administrators are told when one does",
  }),
}).openapi("SsoEnforcement", { example: EXAMPLE });

const EnforceBody = z.strictObject({ enforced: z.boolean() })
  .openapi("EnforceSso", { example: { enforced: true } });

const BreakGlassBody = z.strictObject({ user_ids: z.array(z.uuid()).max(10) })
  .openapi("BreakGlassUsers", { example: { user_ids: [] } });

const MetadataBody = z.strictObject({
  xml: z.string().min(1).max(300_000).meta({ description: "The provider's metadata, as a whole" }),
}).openapi("SamlMetadata", { example: { xml: METADATA_EXAMPLE } });

const SamlFactsBody = z.object({
  entity_id: z.string(),
  sign_in_url: z.string(),
  sign_out_url: z.string().nullable().meta({
    description: "Null where it speaks no single logout by redirect",
  }),
  certificates: z.array(z.string()),
}).openapi("SamlFacts", { example: FACTS_EXAMPLE });

const UNREADABLE = [
  "request_malformed",
  "content_type_unsupported",
  "body_too_large",
  "request_invalid",
] as const;

export const getSsoEnforcementRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/sso/enforcement",
    operationId: "getSsoEnforcement",
    tags: ["organization"],
    summary: "Whether single sign-on is enforced",
    responses: { 200: json(EnforcementBody, "The rule") },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => c.json(bodyOf(await getSsoEnforcement(c.var.ctx)), 200),
);

export const enforceSsoRoute = define(
  createRoute({
    method: "put",
    path: "/api/v1/organization/sso/enforcement",
    operationId: "enforceSso",
    tags: ["organization"],
    summary: "Enforce single sign-on, or allow passwords again",
    description:
      "Needs a fresh proof of who you are, somebody who has signed in through a provider that is switched " +
      "on, and an emergency administrator. Sessions that a password opened end, but your own and theirs.",
    request: { body: { required: true, ...json(EnforceBody, "Whether it is enforced") } },
    responses: {
      200: json(EnforcementBody, "The rule as it is now"),
      ...problems("fresh_proof_required", "sso_not_ready", ...UNREADABLE),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const { enforced: isEnforced } = c.req.valid("json");
    return c.json(bodyOf(await enforceSso(c.var.ctx, c.var.deps.identity, { isEnforced })), 200);
  },
);

export const setBreakGlassRoute = define(
  createRoute({
    method: "put",
    path: "/api/v1/organization/sso/break-glass",
    operationId: "setBreakGlass",
    tags: ["organization"],
    summary: "Name the emergency administrators",
    description: "Needs a fresh proof of who you are. They are active administrators who have a password.",
    request: { body: { required: true, ...json(BreakGlassBody, "All of them") } },
    responses: {
      200: json(EnforcementBody, "The rule as it is now"),
      ...problems("fresh_proof_required", "sso_not_ready", ...UNREADABLE),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const { user_ids: userIds } = c.req.valid("json");
    return c.json(bodyOf(await setBreakGlass(c.var.ctx, { userIds })), 200);
  },
);

export const readSamlMetadataRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/organization/sso/saml-metadata",
    operationId: "readSamlMetadata",
    tags: ["organization"],
    summary: "Read a SAML provider's metadata into settings",
    description: "Keeps nothing and fetches nothing: put what comes out into the settings of a provider.",
    request: { body: { required: true, ...json(MetadataBody, "The metadata") } },
    responses: { 200: json(SamlFactsBody, "What it says"), ...problems(...UNREADABLE) },
  }),
  { anyOf: ["update_org_settings"] },
  (c) => c.json(readIdpMetadata(c.var.ctx, c.req.valid("json").xml), 200),
);

function bodyOf({ isEnforced, breakGlassUserIds }: SsoEnforcement) {
  return { enforced: isEnforced, break_glass_user_ids: breakGlassUserIds };
}
